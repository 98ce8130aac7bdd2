"""Two models compared: paired differences, rare misses, splits, groups, and the best of ten."""

ABLE_TO = "say whether one model is better than another, and how many samples that takes"
ANSWERS = "Two losses that nearly agree: is one model better, or was it luck?"

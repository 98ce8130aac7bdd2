"""Two models compared: paired differences, rare misses, splits, groups, and the best of ten."""

ABLE_TO = "say whether one model is better than another, and how many samples that takes"
ANSWERS = "Two losses, 0.476 and 0.488: is the first model better, or was it luck?"

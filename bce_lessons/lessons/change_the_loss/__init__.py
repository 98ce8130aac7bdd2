"""Label smoothing, focal loss, softmax, tags, and labels that nobody knows."""

ABLE_TO = "say what another loss asks for, and choose between softmax and sigmoids"
ANSWERS = "What do smoothing and focal loss change? Softmax, or a sigmoid for each class?"

"""One prediction, and a batch of them."""

ABLE_TO = "compute the loss by hand, in NumPy and with scikit-learn"
ANSWERS = "What does one forecast cost, and a batch of them?"

"""A curve fitted to ten points, and its penalty."""

ABLE_TO = "fit a logistic regression from scratch, and know when it is at the minimum"
ANSWERS = "How does a model learn from the loss?"

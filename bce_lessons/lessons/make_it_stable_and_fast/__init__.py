"""A loss that keeps its digits, for one sample and for a billion."""

ABLE_TO = "write a loss that keeps its digits, for one sample and for a billion"
ANSWERS = "How does the formula become code that survives?"

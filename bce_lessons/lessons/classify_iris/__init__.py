"""A classifier of two irises, trained, tested and judged."""

ABLE_TO = "train, test and judge a classifier on a real table"
ANSWERS = "What does the loss say about real data?"

"""Debug a training run."""

ABLE_TO = "say here what a reader will be able to do"
ANSWERS = "Write here the question that the lesson answers?"

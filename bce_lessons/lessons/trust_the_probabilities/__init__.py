"""Calibration, what a loss consists of, and decisions."""

ABLE_TO = "judge, correct and use the probabilities of a model"
ANSWERS = "What is a loss good for? When is 70 % really 70 %?"

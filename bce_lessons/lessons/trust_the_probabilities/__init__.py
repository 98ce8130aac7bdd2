"""Calibration, what a loss consists of, and how to correct a model."""

ABLE_TO = "check a model's probabilities, and correct them"
ANSWERS = "When is 70 % really 70 %? What can be corrected?"

"""Products, logs and their units."""

ABLE_TO = "say why the loss is a logarithm, and in which unit"
ANSWERS = "Why a logarithm, and in which unit?"

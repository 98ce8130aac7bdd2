"""Products, logs and their units."""

ABLE_TO = "say why the loss is a logarithm, in which unit, and against which baseline"
ANSWERS = "Why a logarithm, in which unit, and what is a good loss?"

"""A network, its training curves, and its confidence."""

ABLE_TO = "read training curves, and see overfitting in them"
ANSWERS = "What do training curves tell, and what do they hide?"

"""Noise on predictions and on labels."""

ABLE_TO = "predict what noise does to the loss, and how low it can go"
ANSWERS = "What does noise do to it, and how low can it go?"

"""Eleven bugs of a training loop, by the curves that they draw."""

ABLE_TO = "find the usual bugs of a training run by two checks and the shape of its loss curve"
ANSWERS = "Why does my training go wrong, and what does its loss curve tell?"

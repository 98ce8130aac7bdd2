"""Published claims, each checked by a run."""

ABLE_TO = "find the fault in thirteen published claims, and read a loss in the wild"
ANSWERS = "Which published claims hold?"

"""Claims about the loss, each tested in its own way."""

ABLE_TO = "test nine claims, each in another way, and ask seven questions of any loss"
ANSWERS = "Which published claims hold?"

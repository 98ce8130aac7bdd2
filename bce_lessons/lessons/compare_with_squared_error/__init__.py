"""What squared error hears, what it rewards, and when it helps."""

ABLE_TO = "choose between two proper scores by their gradients"
ANSWERS = "Why not square the difference?"

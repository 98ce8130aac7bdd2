"""How squared error pushes, what it rewards, and where its descents end."""

ABLE_TO = "choose between two proper scores by their gradients, and see where descents end"
ANSWERS = "Why not square the difference?"

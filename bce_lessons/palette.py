"""The course's colours: Okabe and Ito's palette, each colour with one fixed meaning.

Plots and explorers share this table, so that a colour learnt in one lesson means the same in
the next. A colour never speaks alone: `MARKERS` and `DASHES` go with it.
"""

PALETTE = {
    "one": "#0072B2",  # a label y = 1, and the loss it would bring
    "zero": "#D55E00",  # a label y = 0, and the loss it would bring
    "loss": "#CC79A7",  # binary cross-entropy, where labels play no part; the glow of a loss
    "squared": "#009E73",  # squared error
    "model": "#56B4E9",  # what a model says, where it is neither label nor loss
    "accent": "#E69F00",  # the one thing to look at
    "ink": "#262626",  # text, axes, curves with no class of their own
    "faint": "#8C8C8C",  # guides and references
}

# The same meanings on a dark page; "ink" is then whatever the page writes in.
DARK = PALETTE | {
    "one": "#4DA6E0",
    "zero": "#F07B2E",
    "loss": "#DE9CC2",
    "squared": "#1FC498",
    "ink": "#E8E8E8",
    "faint": "#9A9A9A",
}

MARKERS = {"one": "o", "zero": "s", "squared": "^", "loss": "D"}
DASHES = {"one": "-", "zero": "--", "squared": "-.", "loss": "-"}

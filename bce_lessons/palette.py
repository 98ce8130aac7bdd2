"""The course's colours: Okabe and Ito's palette, each colour with one fixed meaning.

"one" and "zero" are the labels y = 1 and y = 0, and the losses they would bring; "loss" is
cross-entropy, where labels play no part, and the glow of a loss; "squared" is squared error;
"model" what a model says; "accent" the one thing to look at; "ink" text and axes; "faint" guides.

Plots and explorers share this table, so that a colour learnt in one lesson means the same in
the next. A colour never speaks alone: `MARKERS` and `DASHES` go with it.

Every mark stands out from the page by 3 to 1 at least, every letter by 4.5 to 1, as WCAG 2.2 asks;
"model" and "accent" are darker than Okabe and Ito's for that. Words in a colour take its darker
sibling in `LETTERS`.
"""

PALETTE = {
    "one": "#0072B2",
    "zero": "#D55E00",
    "loss": "#CC79A7",
    "squared": "#009E73",
    "model": "#2E97CF",
    "accent": "#BF8300",
    "ink": "#262626",
    "faint": "#8C8C8C",
}

# The same meanings in words on a white page; on a dark one, words are as light as the marks.
LETTERS = PALETTE | {
    "zero": "#B75100",
    "loss": "#A24C7B",
    "squared": "#007F5D",
    "model": "#00788A",
    "accent": "#8F6300",
    "faint": "#6B6B6B",
}

# The same meanings on a dark page; "ink" is then whatever the page writes in.
DARK = PALETTE | {
    "one": "#4DA6E0",
    "zero": "#F07B2E",
    "loss": "#DE9CC2",
    "squared": "#1FC498",
    "model": "#9AD3F5",
    "accent": "#E69F00",
    "ink": "#E8E8E8",
    "faint": "#9A9A9A",
}

# How a page turns a finished figure dark: white becomes #121212, and each colour is as light as it
# was dark, in its hue. A filter of CSS, so that one PNG serves both pages.
NIGHT = "invert(0.93) hue-rotate(180deg)"

MARKERS = {"one": "o", "zero": "s", "squared": "^", "loss": "D"}
DASHES = {"one": "-", "zero": "--", "squared": "-.", "loss": "-"}

"""What tests of explorers share: their marks, the numbers in their words, what leaves a panel."""

import itertools

import numpy as np


def marks(panel, kind):
    """List a panel's marks of one kind."""
    return [mark for mark in panel.marks if mark.kind == kind]


def number(text):
    """Read a number as readers see it: −1,074.5."""
    return float(text.replace(",", "").replace("−", "-"))


def values(explorer, name):
    """Return all values of a control."""
    return np.array(explorer.controls[name].values)


def leaving(panel, room=0.0):
    """Tell which kinds of mark are beyond which edge of their panel, or nearer to it than `room`.

    At any position: {("dot", "top"), …}.
    """
    found = set()
    axes = (("x", *panel.xlim, "left", "right"), ("y", *panel.ylim, "bottom", "top"))
    for mark, (axis, low, high, *edges) in itertools.product(panel.marks, axes):
        if axis in mark.tables:
            rows = mark.tables[axis].rows
            beyond = rows.min() < low + room, rows.max() > high - room
            found |= {(mark.kind, edge) for edge in itertools.compress(edges, beyond)}
    return found

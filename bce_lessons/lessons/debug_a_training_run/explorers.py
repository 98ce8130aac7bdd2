"""The explorer of the lesson."""

from __future__ import annotations

import numpy as np
from ipywidgets import FloatSlider

from bce_lessons.explore.explorer import Explorer
from bce_lessons.information import surprisal

__all__ = ["debug_a_training_run"]


def debug_a_training_run() -> Explorer:
    """Say in a line what is moved, and what it shows: here p, and what it costs.

    To discover: say here what a reader will find who moves it, each thing in a few words.

    Returns
    -------
    Explorer
        Control `p`, the probability given to what happened.

    Examples
    --------
    >>> from bce_lessons.explorers import debug_a_training_run
    >>> explorer = debug_a_training_run()
    >>> explorer.position = {"p": 0.25}
    >>> explorer
    p = 0.25: what happened costs 1.386 nats
    """
    grid = np.linspace(0.05, 1, 96)

    def cost(p: float) -> float:
        return float(surprisal(p))

    explorer = Explorer(
        say=lambda p: f"p = {p:.2f}: what happened costs {cost(p):.3f} nats",
        title="Debug a training run",
        p=FloatSlider(0.5, min=0.05, max=1, step=0.05, description="probability p"),
    )
    panel = explorer.panel("p, given to what happened", "loss, nats", x=(0, 1.05), y=(-0.2, 3.3))
    panel.line(grid, surprisal(grid), color="one")
    panel.dot(lambda p: p, cost, color="accent")
    return explorer

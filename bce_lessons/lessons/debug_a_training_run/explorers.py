"""The explorer of the lesson: a training loop, its bugs, and its learning rate."""

from __future__ import annotations

import numpy as np
from ipywidgets import Dropdown, SelectionSlider

from bce_lessons._validation import FloatArray
from bce_lessons.explore.explorer import Explorer
from bce_lessons.lessons.debug_a_training_run.figures import nan_from, nats
from bce_lessons.lessons.debug_a_training_run.model import (
    BUGS,
    EPOCHS,
    GOOD,
    RATE,
    RATES,
    run,
    samples,
)

__all__ = ["debug_a_run"]

EVERY = np.arange(EPOCHS + 1)
LOW, HIGH = 0.1, 30.0  # nats; what goes beyond runs along an edge, and words tell how far
TICKS = 0.1, 0.2, 0.5, 1, 2, 5, 10, 20
KEY = 2.06, 1.76  # where words stand, in powers of ten


def debug_a_run() -> Explorer:
    """Put a bug into a training loop, choose its learning rate, and compare the curves.

    To discover: where a curve starts tells one family of bugs, where it stays another; some bugs
    change with the learning rate and some do not; and some show only in the test.

    Returns
    -------
    Explorer
        Controls `bug`, what is wrong with the loop, and `rate`, its learning rate.

    Examples
    --------
    >>> from bce_lessons.explorers import debug_a_run
    >>> explorer = debug_a_run()
    >>> explorer
    no bug, rate 1: prints 0.367, then 0.171; test 0.214 nats, accuracy 0.914
    >>> explorer.position = {"bug": "float16"}
    >>> explorer
    float16, rate 1: prints 0.367, then NaN from epoch 7
    """
    explorer = Explorer(
        say=_sentence,
        title="A training loop with a bug",
        bug=Dropdown(options=list(BUGS), value=GOOD, description="bug"),
        rate=SelectionSlider(
            options=[(f"{rate:g}", rate) for rate in RATES], value=RATE,
            description="learning rate",
        ),
    )  # fmt: skip
    _loss_panel(explorer)
    _accuracy_panel(explorer)
    return explorer


def _sentence(bug: str, rate: float) -> str:
    found = run(bug, rate)
    first, end, test = map(nats, (*found.printed[[0, -1]], found.test_loss[-1]))
    said = f"{bug}, rate {rate:g}: prints {first}, then "
    if at := nan_from(found.printed):
        return f"{said}NaN from epoch {at}"
    return f"{said}{end}; test {test} nats, accuracy {found.accuracy[-1]:.3f}"


def _ends(curve: FloatArray) -> FloatArray:
    """Return the epochs of a curve's points; those of NaN lie on the last before them."""
    return np.minimum(EVERY, (nan_from(curve) or len(curve)) - 1)


def _high(curve: FloatArray) -> FloatArray:
    """Return a loss curve's heights on the panel, in powers of ten."""
    return np.asarray(np.log10(np.clip(curve[_ends(curve)], LOW, HIGH)))


def _loss_panel(explorer: Explorer) -> None:
    """Draw the printed loss and that of the test, beside the loop with no bug."""
    panel = explorer.panel(
        "epoch", "printed loss, nats: each tick about twice the last", x=(0, EPOCHS), y=(-1.1, 2.2),
        xticks=[0, 5, 10, 15, 20], yticks={np.log10(at): f"{at:g}" for at in TICKS},
        title="The loss",
    )  # fmt: skip
    panel.line(EVERY, lambda rate: _high(run(GOOD, rate).printed), color="faint", dash=True)
    panel.line(
        lambda bug, rate: _ends(run(bug, rate).test_loss),
        lambda bug, rate: _high(run(bug, rate).test_loss),
        color="model", dash=True,
    )  # fmt: skip
    panel.line(
        lambda bug, rate: _ends(run(bug, rate).printed),
        lambda bug, rate: _high(run(bug, rate).printed),
        color="loss",
    )
    panel.dot(
        lambda bug, rate: _ends(run(bug, rate).printed)[-1],
        lambda bug, rate: _high(run(bug, rate).printed)[-1],
        color="loss", size=4,
    )  # fmt: skip
    panel.text(0.4, KEY[0], "solid: printed", color="loss")
    panel.text(0.4, KEY[1], "dashed grey: no bug", color="faint")
    panel.text(19.6, KEY[0], "dashed blue: test", anchor="end", color="model")
    panel.text(19.6, KEY[1], _beyond, anchor="end")


def _beyond(bug: str, rate: float) -> str:
    """Say that the printed loss ends, or how far it goes, if it leaves the panel."""
    curve = run(bug, rate).printed
    if at := nan_from(curve):
        return f"NaN from epoch {at}"
    if curve.min() < LOW:
        return f"printed: down to {nats(curve.min())}"
    return f"printed: up to {nats(curve.max())}" if curve.max() > HIGH else ""


def _accuracy_panel(explorer: Explorer) -> None:
    """Draw the accuracy of the test, beside that of the loop with no bug."""
    panel = explorer.panel(
        "epoch", "share of the test samples", x=(0, EPOCHS), y=(0, 1.2), title="The accuracy",
        xticks=[0, 5, 10, 15, 20], yticks=[0, 0.25, 0.5, 0.75, 1],
    )  # fmt: skip
    panel.rule(y=1 - float(samples()[1].y.mean()), dash=False)
    panel.line(EVERY, lambda rate: run(GOOD, rate).accuracy, color="faint", dash=True)
    panel.line(
        lambda bug, rate: _ends(run(bug, rate).accuracy),
        lambda bug, rate: run(bug, rate).accuracy[_ends(run(bug, rate).accuracy)],
        color="model",
    )
    panel.text(0.4, 1.1, "thin line: “fine” to every machine")

"""The explorer of the lesson: a training loop, its bugs, and its learning rate."""

from __future__ import annotations

import numpy as np
from ipywidgets import Dropdown, SelectionSlider

from bce_lessons._validation import FloatArray
from bce_lessons.explore.explorer import Explorer
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

LOW, HIGH = -0.4, 2.5  # of the panel: what goes beyond runs along its edge
DROP = -0.25  # where words stand, below


def debug_a_run() -> Explorer:
    """Put a bug into a training loop, choose its learning rate, and compare the curves.

    To discover: where a curve starts tells one family of bugs, where it stays another; some bugs
    change with the learning rate and some do not; and some show test alone.

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
    >>> explorer.position = {"bug": "float16, log 0"}
    >>> explorer
    float16, log 0, rate 1: prints 0.367, then NaN from epoch 7
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
    first, end = (f"{value:.3f}".replace("-", "−") for value in found.printed[[0, -1]])
    said = f"{bug}, rate {rate:g}: prints {first}, then "
    if at := _nan_from(found.printed):
        return f"{said}NaN from epoch {at}"
    return f"{said}{end}; test {found.test_loss[-1]:.3f} nats, accuracy {found.accuracy[-1]:.3f}"


def _nan_from(curve: FloatArray) -> int:
    """Return the first epoch of NaN, or 0."""
    return int(np.isnan(curve).argmax())


def _drawn(curve: FloatArray, low: float, high: float) -> FloatArray:
    """Keep a curve in its panel; it stays where it was last, once it is NaN."""
    last = _nan_from(curve) or len(curve)
    kept = curve[np.minimum(np.arange(len(curve)), last - 1)]
    return np.clip(kept, low, high)


def _loss_panel(explorer: Explorer) -> None:
    """Draw the printed loss and that of the test, beside the loop with no bug."""

    def printed(bug: str, rate: float) -> FloatArray:
        return _drawn(run(bug, rate).printed, LOW, HIGH)

    def tested(bug: str, rate: float) -> FloatArray:
        return _drawn(run(bug, rate).test_loss, LOW, HIGH)

    def healthy(rate: float) -> FloatArray:
        return _drawn(run(GOOD, rate).printed, LOW, HIGH)

    panel = explorer.panel(
        "epoch", "mean loss, nats", x=(0, EPOCHS), y=(LOW, HIGH + 0.1), title="The loss",
        xticks=[0, 5, 10, 15, 20], yticks=[0, 0.5, 1, 1.5, 2, 2.5],
    )  # fmt: skip
    every = np.arange(EPOCHS + 1)
    panel.line(every, healthy, color="faint", dash=False)
    panel.line(every, tested, color="model", dash=True).line(every, printed, color="loss")
    panel.text(19.6, 2.28, "solid: printed", anchor="end", color="loss")
    panel.text(19.6, 2.04, "dashed: test", anchor="end", color="model")
    panel.text(19.6, 1.8, "grey: no bug", anchor="end", color="faint")
    panel.text(0.4, DROP, _beyond)


def _beyond(bug: str, rate: float) -> str:
    """Say what a curve does that leaves the panel, or ends."""
    curve = run(bug, rate).printed
    if at := _nan_from(curve):
        return f"NaN from epoch {at}"
    if curve.min() < LOW:
        return f"printed: down to {curve.min():.1f}".replace("-", "−")
    return f"printed: up to {curve.max():.1f}" if curve.max() > HIGH else ""


def _accuracy_panel(explorer: Explorer) -> None:
    """Draw the accuracy test, beside that of the loop with no bug."""

    def accuracy(bug: str, rate: float) -> FloatArray:
        return _drawn(run(bug, rate).accuracy, 0, 1)

    def healthy_accuracy(rate: float) -> FloatArray:
        return _drawn(run(GOOD, rate).accuracy, 0, 1)

    panel = explorer.panel(
        "epoch", "share of the test samples", x=(0, EPOCHS), y=(0, 1.05), title="The accuracy",
        xticks=[0, 5, 10, 15, 20], yticks=[0, 0.25, 0.5, 0.75, 1],
    )  # fmt: skip
    every = np.arange(EPOCHS + 1)
    panel.rule(y=1 - float(samples()[1].y.mean()))
    panel.line(every, healthy_accuracy, color="faint", dash=False)
    panel.line(every, accuracy, color="model")
    panel.text(0.4, 0.05, "dashes: “fine” to all")

"""One model, more or less sure of itself: truth, predictions, glow and loss in four panels."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from ipywidgets import SelectionSlider, ToggleButtons
from numpy.typing import NDArray

from bce_lessons.datasets import Dataset, iris_pair
from bce_lessons.explore.explorer import Explorer
from bce_lessons.explore.marks import Panel
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy, binary_cross_entropy_with_logits
from bce_lessons.training import Descent, fit_logistic

__all__ = ["four_panels"]

Array = NDArray[np.float64]

LENGTH, WIDTH = (2.8, 7.2), (0.8, 2.7)  # the panels' limits, in centimetres
GLOW = 4.0  # the loss, in nats, at which a flower glows most
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SCALES = [k / 10 for k in range(31)] + [3.5, 4, 5, 6, 8, 10, 15, 20, 30, 40]


@functools.cache
def _model() -> tuple[Dataset, Descent, NDArray[np.float64], NDArray[np.float64]]:
    """Return the flowers, the fitted model, and what standardised its inputs."""
    flowers = iris_pair("versicolor", "virginica", features=("petal length", "petal width"))
    centre, spread = flowers.X.mean(axis=0), flowers.X.std(axis=0)
    model = fit_logistic((flowers.X - centre) / spread, flowers.y, C=1, learning_rate=2, steps=800)
    return flowers, model, centre, spread


def four_panels() -> Explorer:
    """Scale the logits of a fitted model, and see what confidence alone does to the loss.

    A logistic regression, penalised as libraries do by default, tells two kinds of iris apart by
    their petals, which are standardised first. The slider multiplies its logits: at 0 every
    prediction is a coin flip, at 1 the model is as fitted, and far beyond it is certain, also of
    the flowers that it gets wrong. To discover: the boundary stays, and so does the accuracy; on
    the flowers it was fitted to, the penalised model is not sure enough; a few on the wrong side
    decide where confidence stops paying.

    Returns
    -------
    Explorer
        Controls `confidence`, a factor whose positions include "optimal" (least mean loss),
        "as fitted" and "worst" (greatest mean loss), and `flower`, the one worked out in full.

    Examples
    --------
    >>> from bce_lessons.explorers import four_panels
    >>> explorer = four_panels()
    >>> explorer.position = {"confidence": 0.0}
    >>> explorer
    confidence × 0: mean loss 0.6931 nats; ringed flower, y = 1: −log 0.5 = 0.6931
    """
    flowers, model, centre, spread = _model()
    y, logits = flowers.y, model.logits((flowers.X - centre) / spread)

    def mean(confidence: float) -> float:
        return binary_cross_entropy_with_logits(y, confidence * logits)

    def losses(confidence: float) -> Array:
        each = binary_cross_entropy_with_logits(y, confidence * logits, reduction="none")
        return np.asarray(each)

    def proba(confidence: float) -> Array:
        return np.asarray(sigmoid(confidence * logits))

    def sentence(confidence: float, flower: int) -> str:
        given = sigmoid((2 * y[flower] - 1) * confidence * logits[flower])
        return (
            f"confidence × {confidence:g}: mean loss {mean(confidence):.4f} nats; ringed flower, "
            f"y = {y[flower]}: −log {_short(given)} = {losses(confidence)[flower]:.4f}"
        )

    explorer = Explorer(
        say=sentence,
        title="Confidence alone",
        confidence=_confidence(mean),
        flower=_flower(losses(1)),
    )
    _truth(explorer, flowers)
    grid = np.meshgrid(np.linspace(*LENGTH, 31), np.linspace(*WIDTH, 31))
    field = model.logits((np.column_stack([axis.ravel() for axis in grid]) - centre) / spread)
    panel = _petals(explorer, "The model's predictions, and its boundary")
    # Its own edge would be ragged where confidence is high: the grid is too coarse for it.
    panel.field(lambda confidence: sigmoid(confidence * field).reshape(31, 31), level=2)
    panel.line(*_boundary(model, centre, spread), color="ink", width=1.5)
    _dots(panel, flowers)
    _dots(
        _petals(explorer, "The loss, as a glow"),
        flowers,
        lambda confidence: losses(confidence) / GLOW,
    )
    _curves(explorer, flowers, proba, losses, mean)
    return explorer


def _boundary(model: Descent, centre: Array, spread: Array) -> tuple[Array, Array]:
    """Return the ends of the line where the logit is 0, from the left edge to the lower one."""
    (per_length, per_width), b = model.coef, model.intercept
    left, low = (LENGTH[0] - centre[0]) / spread[0], (WIDTH[0] - centre[1]) / spread[1]
    ends = np.array([[left, -(b + per_length * left) / per_width],
                     [-(b + per_width * low) / per_length, low]])  # fmt: skip
    length, width = (centre + spread * ends).T
    return length, width


def _short(probability: float) -> str:
    """Write three digits; a tiny probability as a power of ten."""
    digits, _, power = f"{probability:.3g}".partition("e-")
    return f"({digits} × 10⁻{power.lstrip('0').translate(SUPERSCRIPTS)})" if power else digits


def _confidence(mean: Callable[[float], float]) -> SelectionSlider:
    """Return the slider of the factor; its positions of note say in words what they are."""
    names = {0.0: "coin flips", 1.0: "as fitted"}
    names |= {min(SCALES, key=mean): "optimal", max(SCALES, key=mean): "worst"}
    options = [(f"{s:g}" + (f" ({names[s]})" if s in names else ""), float(s)) for s in SCALES]
    return SelectionSlider(options=options, value=1.0, description="confidence ×")


def _flower(losses: Array) -> ToggleButtons:
    """Return the choice of the flower to work out: three, from clear to wrong."""
    order = np.argsort(losses)
    chosen = {"a clear one": order[20], "a doubtful one": order[-8], "a wrong one": order[-1]}
    return ToggleButtons(
        options=[(name, int(row)) for name, row in chosen.items()], index=2, description="flower"
    )


def _petals(explorer: Explorer, title: str) -> Panel:
    return explorer.panel("petal length, cm", "petal width, cm", x=LENGTH, y=WIDTH, title=title)


def _dots(panel: Panel, flowers: Dataset, glow: Callable[[float], Array] | None = None) -> None:
    """Draw every flower, and a ring behind the one that is worked out."""
    length, width = flowers.X.T
    ring = {"x": lambda flower: length[flower], "y": lambda flower: width[flower]}
    panel.dot(**ring, color="accent", size=10)
    panel.dot(
        length, width, color=[("zero", "one")[label] for label in flowers.y], size=4, glow=glow
    )


def _truth(explorer: Explorer, flowers: Dataset) -> None:
    panel = _petals(explorer, "The truth")
    _dots(panel, flowers)
    panel.text(2.9, 2.52, "● virginica, y = 1", color="one")
    panel.text(7.1, 1.0, "■ versicolor, y = 0", color="zero", anchor="end")


def _curves(
    explorer: Explorer, flowers: Dataset, proba: Callable[[float], Array],
    losses: Callable[[float], Array], mean: Callable[[float], float],
) -> None:  # fmt: skip
    """Draw both curves of the loss, each flower on its own, and the mean of all."""
    panel = explorer.panel(
        "prediction p", "loss, nats", x=(0, 1), y=(0, 6), title="The loss of each flower"
    )
    p = np.concatenate([np.geomspace(0.002, 0.05, 20), np.linspace(0.07, 1, 40)])
    curve = binary_cross_entropy(np.ones(60), p, reduction="none")
    panel.line(p, curve, color="one", width=1.2).line(1 - p, curve, color="zero", width=1.2)
    panel.rule(y=mean, color="loss", dash=False)
    panel.text(
        0.5,
        1.8,
        lambda confidence: f"mean {mean(confidence):.4f}",
        color="loss",
        anchor="middle",
    )
    panel.dot(
        lambda confidence, flower: proba(confidence)[flower],
        lambda confidence, flower: losses(confidence)[flower],
        color="accent",
        size=10,
    )
    panel.dot(proba, losses, color=[("zero", "one")[label] for label in flowers.y], size=4)

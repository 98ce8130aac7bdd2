"""Softmax against sigmoids: three logits under the reader's hand."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ipywidgets import IntSlider, ToggleButtons

from bce_lessons._validation import FloatArray
from bce_lessons.categorical import categorical_cross_entropy
from bce_lessons.explore.explorer import Explorer
from bce_lessons.explore.marks import Panel
from bce_lessons.links import sigmoid, softmax
from bce_lessons.losses import binary_cross_entropy_with_logits

__all__ = ["three_logits"]

CLASSES = ("cat", "dog", "bird")
PLACES = {float(k): name for k, name in enumerate(CLASSES)}
BOTH = "cat and dog"
PICTURES = {"cat": (1, 0, 0), "dog": (0, 1, 0), "bird": (0, 0, 1), BOTH: (1, 1, 0)}
SOFTMAX, SIGMOIDS = "softmax", "three sigmoids"

Height = Callable[[str, int, int, int], float]


def proba(model: str, cat: int, dog: int, bird: int) -> FloatArray:
    """Return what a model makes of the three logits."""
    z = np.array([cat, dog, bird], np.float64)
    return softmax(z) if model == SOFTMAX else np.asarray(sigmoid(z))


def cost(picture: str, model: str, cat: int, dog: int, bird: int) -> float:
    """Return the loss if a picture shows this, in nats; the sum of three for three sigmoids."""
    z, shown = np.array([cat, dog, bird], np.float64), PICTURES[picture]
    if model == SIGMOIDS:
        return binary_cross_entropy_with_logits(shown, z, reduction="sum")
    return categorical_cross_entropy(CLASSES.index(picture), logits=z)


def three_logits() -> Explorer:
    """Give logits to cat, dog and bird, and see what softmax and three sigmoids make of them.

    To discover: softmax shares 1 among the three, so no two of them can be likely, and a shift of
    all three moves nothing; each sigmoid looks at its own logit alone, so two can be likely at
    once; and for softmax a picture of two animals does not exist.

    Returns
    -------
    Explorer
        Controls `model`, and the logits `cat`, `dog` and `bird`.

    Examples
    --------
    >>> from bce_lessons.explorers import three_logits
    >>> explorer = three_logits()
    >>> explorer
    softmax: 0.67, 0.24, 0.09, sum 1.00; a cat alone costs 0.41 nats
    >>> explorer.position = {"model": "three sigmoids"}
    >>> explorer
    three sigmoids: 0.73, 0.50, 0.27, sum 1.50; a cat alone costs 1.32 nats
    """

    def say(model: str, cat: int, dog: int, bird: int) -> str:
        p = proba(model, cat, dog, bird)
        said = ", ".join(f"{one:.2f}" for one in p)
        alone = cost("cat", model, cat, dog, bird)
        return f"{model}: {said}, sum {p.sum():.2f}; a cat alone costs {alone:.2f} nats"

    explorer = Explorer(
        say,
        title="Softmax, or three sigmoids",
        model=ToggleButtons(options=[SOFTMAX, SIGMOIDS], index=0, description="model"),
        **{
            name: IntSlider(start, min=-3, max=3, description=f"logit of {name}")
            for name, start in zip(CLASSES, (1, 0, -1), strict=True)
        },
    )
    _probabilities(explorer)
    _losses(explorer)
    return explorer


def _probabilities(explorer: Explorer) -> None:
    """Draw the three probabilities, and write their sum."""
    ax = explorer.panel(
        "", "probability", x=(-0.6, 2.6), y=(0, 1.25), title="What the model says", xticks=PLACES,
        yticks=(0, 0.25, 0.5, 0.75, 1),
    )  # fmt: skip
    for k in range(len(CLASSES)):
        _bar(ax, k, _one(k), color="model", lift=0.03)
    ax.text(2.5, 1.14, _sum, color="accent", anchor="end")


def _one(k: int) -> Height:
    return lambda model, cat, dog, bird: float(proba(model, cat, dog, bird)[k])


def _sum(model: str, cat: int, dog: int, bird: int) -> str:
    return f"sum {proba(model, cat, dog, bird).sum():.2f}"


def _losses(explorer: Explorer) -> None:
    """Draw what each picture would cost; one of two animals has no loss of softmax."""
    ax = explorer.panel(
        "what the picture shows", "loss, nats", x=(-0.6, 3.6), y=(0, 14),
        title="What it costs", xticks=PLACES | {3.0: BOTH},
    )  # fmt: skip
    for k, picture in enumerate(PICTURES):
        _bar(ax, k, _cost_of(picture), color="loss", lift=0.3)
    ax.text(3, 0.9, lambda model: "no such class" if model == SOFTMAX else "", anchor="middle")


def _cost_of(picture: str) -> Height:
    def height(model: str, cat: int, dog: int, bird: int) -> float:
        return 0.0 if _unsaid(picture, model) else cost(picture, model, cat, dog, bird)

    return height


def _unsaid(picture: str, model: str) -> bool:
    return picture == BOTH and model == SOFTMAX


def _bar(ax: Panel, x: float, height: Height, *, color: str, lift: float) -> None:
    """Draw a bar that carries its number, if it has a height."""
    ax.bar(x, height, color=color, width=50)

    def above(model: str, cat: int, dog: int, bird: int) -> float:
        return height(model, cat, dog, bird) + lift

    def word(model: str, cat: int, dog: int, bird: int) -> str:
        tall = height(model, cat, dog, bird)
        return f"{tall:.2f}" if tall else ""

    ax.text(x, above, word, anchor="middle")

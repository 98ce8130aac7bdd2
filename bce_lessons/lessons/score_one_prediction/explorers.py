"""The explorer of the lesson: one prediction, its loss and its push."""

from __future__ import annotations

import numpy as np
from ipywidgets import SelectionSlider, ToggleButtons
from numpy.typing import NDArray

from bce_lessons.explore.explorer import Explorer
from bce_lessons.gradients import binary_cross_entropy_gradient
from bce_lessons.losses import binary_cross_entropy

__all__ = ["one_prediction"]

# Even steps in the logit would be odd numbers: these are nearly even, and short to read.
_TAIL = [
    *np.outer([1e-3, 1e-2], [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9]).ravel(),
    *(0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45),
]
PROBABILITIES = [round(float(p), 4) for p in (*_TAIL, 0.5, *(1 - t for t in _TAIL[::-1]))]
CURVE = np.concatenate([np.geomspace(0.001, 0.05, 30), np.linspace(0.06, 0.999, 60)])
NAMES = ("zero", "one")  # the palette's name of each label
TANGENT = 70.0  # half its length, in pixels
PIXELS = 360.0, 25.0  # of a panel, for one unit of p and for one nat


def one_prediction() -> Explorer:
    """Move one prediction p, and what happened, y: see its loss, and which way p is pushed.

    To discover: only the probability given to what happened counts; being sure and right earns
    little, being sure and wrong costs without limit; halving p adds the same amount each time; the
    push on p is never weaker than 1.

    Returns
    -------
    Explorer
        Controls `y`, what happened, and `p`, from 0.001 to 0.999 in steps finer at the ends.

    Examples
    --------
    >>> from bce_lessons.explorers import one_prediction
    >>> explorer = one_prediction()
    >>> explorer.position = {"y": 0, "p": 0.999}
    >>> explorer
    y = 0, p = 0.999: the loss is −log(1 − 0.999) = 6.9078 nats; p is pushed down, strength 1000
    """
    explorer = Explorer(
        say=_sentence,
        title="One prediction",
        y=ToggleButtons(options=[("y = 0", 0), ("y = 1", 1)], index=1, description="happened"),
        p=SelectionSlider(
            options=[(f"{p:g}", p) for p in PROBABILITIES], value=0.9, description="prediction p"
        ),
    )
    _loss_panel(explorer)
    _words_panel(explorer)
    _push_panel(explorer)
    return explorer


def _loss(y: int, p: float) -> float:
    return binary_cross_entropy(y, p)


def _push(y: int, p: float) -> float:
    """Return the push on p: against the slope, in nats per unit of p."""
    return -float(binary_cross_entropy_gradient(y, p))


def _given(y: int, p: float) -> str:
    """Write the probability given to what happened."""
    return f"{p:g}" if y else f"(1 − {p:g})"


def _sentence(y: int, p: float) -> str:
    way = "up" if _push(y, p) > 0 else "down"
    log = f"−log {_given(y, p)}" if y else f"−log{_given(y, p)}"
    return (
        f"y = {y}, p = {p:g}: the loss is {log} = {_loss(y, p):.4f} nats; "
        f"p is pushed {way}, strength {abs(_push(y, p)):.4g}"
    )


def _loss_panel(explorer: Explorer) -> None:
    """Show both curves, the dot, and the slope where it stands."""

    def loss(y: int, p: float) -> float:
        return _loss(y, p)

    def tangent_p(y: int, p: float) -> NDArray[np.float64]:
        reach = TANGENT / np.hypot(PIXELS[0], PIXELS[1] * _push(y, p))
        return p + np.array([-reach, reach])

    def tangent_loss(y: int, p: float) -> NDArray[np.float64]:
        return np.asarray(_loss(y, p) - _push(y, p) * (tangent_p(y, p) - p))

    panel = explorer.panel("prediction p", "loss, nats", x=(0, 1), y=(0, 7.7), title="The loss")
    for y, x in ((1, CURVE), (0, 1 - CURVE)):
        losses = binary_cross_entropy(np.full(x.size, y), x, reduction="none")
        panel.line(x, losses, color=NAMES[y])
    panel.text(0.12, 6.6, "if y = 1", color="one").text(
        0.88, 6.6, "if y = 0", color="zero", anchor="end"
    )
    panel.line(tangent_p, tangent_loss, color="accent", width=2.5)
    panel.rule(x=lambda p: p, to=loss)
    panel.dot(
        lambda p: p, loss, color=lambda y: NAMES[y],
        glow=lambda y, p: _loss(y, p) / _loss(1, PROBABILITIES[0]),
    )  # fmt: skip


def _words_panel(explorer: Explorer) -> None:
    """Show both probabilities as bars, and the formula with today's numbers."""

    def probabilities(p: float) -> list[float]:
        return [1 - p, p]

    def over_what_happened(y: int, p: float) -> float:
        return (p if y else 1 - p) + 0.05

    def substitution(y: int, p: float) -> str:
        return f"= −[ {y} · log {p:g} + {1 - y} · log {1 - p:.4g} ]"

    def result(y: int, p: float) -> str:
        return f"= −log {p if y else 1 - p:.4g} = {_loss(y, p):.4f} nats"

    panel = explorer.panel(
        "label y", "probability", x=(-0.7, 1.7), y=(0, 1.8),
        title="The formula, with these numbers",
        xticks={0: "y = 0", 1: "y = 1"}, yticks=[0, 0.5, 1],
    )  # fmt: skip
    panel.bar([0, 1], probabilities, color=list(NAMES), width=90)
    panel.text(lambda y: y, over_what_happened, "happened", anchor="middle")
    panel.text(-0.6, 1.66, "−[ y · log p + (1 − y) · log(1 − p) ]")
    panel.text(-0.6, 1.46, substitution).text(-0.6, 1.26, result)


def _push_panel(explorer: Explorer) -> None:
    """Show the push on p as an arrow, on a scale that is even up to 1 and logarithmic beyond."""

    def arrow_tip(y: int, p: float) -> float:
        push = _push(y, p)  # its size is never below 1
        return float(np.sign(push) * (1 + np.log10(abs(push))))

    panel = explorer.panel(
        "prediction p", "−dL/dp, nats per unit of p (log beyond ±1)", x=(0, 1), y=(-4.4, 4.4),
        title="The push on p",
        yticks={
            4: "+1000", 3: "+100", 2: "+10", 1: "+1", 0: "0",
            -1: "−1", -2: "−10", -3: "−100", -4: "−1000",
        },
    )  # fmt: skip
    panel.rule(y=0, dash=False)
    for y, x in ((1, CURVE), (0, 1 - CURVE)):
        panel.line(x, [arrow_tip(y, p) for p in x], color=NAMES[y], width=1.5)
    panel.text(0.97, 3.4, "y = 1 pushes p up", color="one", anchor="end")
    panel.text(0.03, -3.6, "y = 0 pushes p down", color="zero")
    panel.arrow(lambda p: p, 0, to_x=lambda p: p, to_y=arrow_tip, color="accent")

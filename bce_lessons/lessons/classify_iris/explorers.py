"""The explorer of the lesson: a penalty on the weights, and what each flower pays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from ipywidgets import SelectionSlider, ToggleButtons
from numpy.typing import NDArray

from bce_lessons.datasets import Dataset
from bce_lessons.explore.explorer import Explorer
from bce_lessons.explore.marks import Panel
from bce_lessons.lessons.classify_iris import model
from bce_lessons.lessons.classify_iris.model import PAIRS
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy_with_logits

__all__ = ["iris"]

Floats = NDArray[np.float64]

# Strengths 1/C with a short name, from almost none to one that forbids to learn.
STRENGTHS = {
    **{f"1/{n:,}": 1 / n for k in (5, 4, 3, 2, 1) for n in (10**k, 3 * 10 ** (k - 1))},
    **{f"{n:,}": float(n) for n in (1, 3, 10, 30, 100, 300, 1000)},
}
LABELS = {strength: label for label, strength in STRENGTHS.items()}
PLACES = np.log10(list(LABELS))
XTICKS: dict[float, str] = {-4: "1/10,000", -2: "1/100", 0: "1", 2: "100"}
# What the panel of the flowers shows, in cm: lowest corner, highest corner, ticks of both axes.
FRAMES = {
    "setosa–versicolor, sepals": ((3.9, 1.65), (7.3, 4.85), (5, 6, 7), (2, 3, 4)),
    "versicolor–virginica, sepals": ((4.5, 1.7), (8.2, 4.5), (5, 6, 7, 8), (2, 3, 4)),
    "versicolor–virginica, petals": ((2.5, 0.75), (7.2, 2.9), (3, 4, 5, 6, 7), (1, 1.5, 2, 2.5)),
}
ROWS, COLUMNS = 31, 45
FREE = np.array([0.09, 0.89])  # of the flowers' panel, between its numbers and its names
BRIGHTEST = 4.0  # the loss, in nats, from which a glow grows no more
NAMES = ("zero", "one")  # the palette's name of each label


def iris() -> Explorer:
    """Weaken the penalty on the weights: see the boundary sharpen, and what each flower pays.

    To discover: overlapping flowers have a best answer, and the weights stop there; separable
    ones have none, and the weights grow on; the training loss only falls, while the test loss of
    this split turns, since a flower on the wrong side pays more the surer the model is. The fits
    are exact, on the lesson's 70 training flowers.

    Returns
    -------
    Explorer
        Controls `flowers`, which species and features, and `strength`, the penalty's 1/C.

    Examples
    --------
    >>> from bce_lessons.explorers import iris
    >>> iris()
    Penalty 1/C = 1: weights 3.79 long; mean loss 0.149 nats in training, 0.173 in the test
    """
    explorer = Explorer(
        say=_sentence,
        title="Two species of Iris",
        flowers=ToggleButtons(
            options=list(PAIRS), description="flowers", style={"button_width": "auto"}
        ),
        strength=SelectionSlider(
            options=list(STRENGTHS.items()), value=1.0, description="penalty 1/C"
        ),
    )
    _flower_panel(explorer)
    _loss_panel(explorer)
    _weight_panel(explorer)
    return explorer


def _logits(data: Dataset, flowers: str, strength: float) -> Floats:
    weights, bias = model.weights(1 / strength, flowers)
    return np.asarray(data.X @ weights + bias)


def _losses(part: int, flowers: str, strength: float) -> Floats:
    """Return the loss of each flower; part 0 is training, 1 the test."""
    data = model.split(flowers)[part]
    z = _logits(data, flowers, strength)
    return np.asarray(binary_cross_entropy_with_logits(data.y, z, reduction="none"))


def loss_in_training(flowers: str, strength: float) -> float:
    """Return the mean loss of the training flowers, in nats."""
    return float(_losses(0, flowers, strength).mean())


def loss_in_test(flowers: str, strength: float) -> float:
    """Return the mean loss of the test flowers, in nats."""
    return float(_losses(1, flowers, strength).mean())


def length(flowers: str, strength: float) -> float:
    """Return the length of the weights, per cm."""
    return float(np.hypot(*model.weights(1 / strength, flowers)[0]))


def place(strength: float) -> float:
    """Return where a strength stands on a logarithmic axis."""
    return float(np.log10(strength))


def _sentence(flowers: str, strength: float) -> str:
    return (
        f"Penalty 1/C = {LABELS[strength]}: weights {length(flowers, strength):.3g} long; "
        f"mean loss {loss_in_training(flowers, strength):.3f} nats in training, "
        f"{loss_in_test(flowers, strength):.3f} in the test"
    )


def _flower_panel(explorer: Explorer) -> None:
    """Show what the model says everywhere, its lines, and each flower's loss."""
    shares = np.stack(np.meshgrid(np.linspace(0, 1, COLUMNS), np.linspace(0, 1, ROWS)), axis=-1)

    def says(flowers: str, strength: float) -> Floats:
        weights, bias = model.weights(1 / strength, flowers)
        low, high = np.array(FRAMES[flowers][:2])
        return np.asarray(sigmoid((low + shares * (high - low)) @ weights + bias))

    panel = explorer.panel(
        "length, cm", "width, cm", x=(0, 1), y=(0, 1), xticks=[], yticks=[],
        title="Small: 70 to learn from. Large: 30 to test",
    )  # fmt: skip
    panel.field(says, level=2)  # no edge of its own: too coarse, once the weights are long
    for p in (0.1, 0.5, 0.9):
        _level(panel, p)
    for part, size in ((1, 6.5), (0, 3.6)):
        _flowers(panel, part, size)
    _names(panel)


def _framed(flowers: str, points: Floats) -> Floats:
    """Turn cm into shares of the panel: each choice of flowers fills it."""
    low, high = np.array(FRAMES[flowers][:2])
    return np.asarray((points - low) / (high - low))


def _names(panel: Panel) -> None:
    """Name the classes over the flowers, and write the ticks, which move with the choice."""
    for label, x in ((0, 0.03), (1, 0.5)):
        panel.dot(x, 0.945, color=NAMES[label], size=5)
        panel.text(x + 0.03, 0.925, _class_name(label))
    for i in range(5):
        at, number = _tick(0, i)
        panel.text(at, 0.02, number, anchor="middle")
        at, number = _tick(1, i)
        panel.text(0.012, at, number)


def _class_name(label: int) -> Callable[[str], str]:
    return lambda flowers: f"{PAIRS[flowers][label]}, y = {label}"


def _tick(axis: int, i: int) -> tuple[Callable[[str], float], Callable[[str], str]]:
    """Return where tick i stands and what is written; one that a choice lacks stays unwritten."""

    def at(flowers: str) -> float:
        ticks = FRAMES[flowers][2 + axis]
        point = np.full(2, ticks[min(i, len(ticks) - 1)])
        return float(_framed(flowers, point)[axis]) - 0.02 * axis

    def number(flowers: str) -> str:
        ticks = FRAMES[flowers][2 + axis]
        return f"{ticks[i]:g}" if i < len(ticks) else ""

    return at, number


def _level(panel: Panel, p: float) -> None:
    """Draw the line where the model says p, beyond the panel on both sides."""

    def ends(flowers: str, strength: float) -> Floats:
        weights, bias = model.weights(1 / strength, flowers)
        centre = np.mean(FRAMES[flowers][:2], axis=0)
        away = (float(logit(p)) - bias - weights @ centre) / (weights @ weights)
        along = np.array([-weights[1], weights[0]]) / np.hypot(*weights)
        return _between(_framed(flowers, centre + weights * away + np.outer([-6, 6], along)))

    def level_x(flowers: str, strength: float) -> Floats:
        return np.asarray(ends(flowers, strength)[:, 0])

    def level_y(flowers: str, strength: float) -> Floats:
        return np.asarray(ends(flowers, strength)[:, 1])

    main = p == 0.5
    panel.line(level_x, level_y, color="ink" if main else "faint", dash=not main, width=1 + main)


def _between(ends: Floats) -> Floats:
    """Let a line end before the numbers at the bottom, and before the names at the top."""
    rise = ends[1, 1] - ends[0, 1]
    shares = np.sort(np.clip((FREE - ends[0, 1]) / rise, 0, 1))
    return np.asarray(ends[0] + np.outer(shares, ends[1] - ends[0]))


def _flowers(panel: Panel, part: int, size: float) -> None:
    """Draw the flowers of one part, in the order of their labels, each glowing by its loss."""

    def order(flowers: str) -> NDArray[np.int64]:
        return np.argsort(model.split(flowers)[part].y, kind="stable")

    def flower_x(flowers: str) -> Floats:
        return np.asarray(_framed(flowers, model.split(flowers)[part].X)[order(flowers), 0])

    def flower_y(flowers: str) -> Floats:
        return np.asarray(_framed(flowers, model.split(flowers)[part].X)[order(flowers), 1])

    def glow(flowers: str, strength: float) -> Floats:
        shine = np.minimum(_losses(part, flowers, strength)[order(flowers)] / BRIGHTEST, 1)
        return np.where(shine > 0.02, shine, 0)  # less would hide behind the flower

    colors = [NAMES[label] for label in np.sort(model.split(next(iter(PAIRS)))[part].y)]
    panel.dot(flower_x, flower_y, color=colors, size=size, glow=glow)


def _loss_panel(explorer: Explorer) -> None:
    """Show the loss of both parts along all penalties, and where today's stands."""

    def training_curve(flowers: str) -> list[float]:
        return [loss_in_training(flowers, strength) for strength in LABELS]

    def test_curve(flowers: str) -> list[float]:
        return [loss_in_test(flowers, strength) for strength in LABELS]

    def higher(flowers: str, strength: float) -> float:
        return max(loss_in_training(flowers, strength), loss_in_test(flowers, strength))

    panel = explorer.panel(
        "penalty strength 1/C, log scale", "mean loss, nats", x=(-5.2, 3.2), y=(0, 0.9),
        title="Train and test", xticks=XTICKS, yticks=[0, 0.2, 0.4, 0.6, 0.8],
    )  # fmt: skip
    panel.rule(y=float(np.log(2)), dash=True)
    panel.text(-5.05, 0.72, "say ½ to every flower")
    panel.line(PLACES, training_curve).line(PLACES, test_curve, color="loss", dash=True)
    panel.rule(x=place, to=higher, color="accent")
    panel.dot(place, loss_in_test, color="loss").dot(place, loss_in_training, size=4.5)
    panel.text(-5.05, 0.83, "solid, ●: training.  Dashed, ◆: test")


def _weight_panel(explorer: Explorer) -> None:
    """Show the length of the weights along all penalties, for each choice of flowers."""
    curves = {
        flowers: np.log10([length(flowers, strength) for strength in LABELS]) for flowers in PAIRS
    }

    def chosen(flowers: str) -> Floats:
        return curves[flowers]

    def log_length(flowers: str, strength: float) -> float:
        return float(np.log10(length(flowers, strength)))

    panel = explorer.panel(
        "penalty strength 1/C, log scale", "length of the weights, per cm (log)", x=(-5.2, 3.2),
        y=(-2.1, 2.3), title="The weights", xticks=XTICKS,
        yticks={-2: "0.01", -1: "0.1", 0: "1", 1: "10", 2: "100"},
    )  # fmt: skip
    lowest_first = sorted(curves.items(), key=lambda item: float(item[1][0]))
    for (name, curve), up in zip(lowest_first, (-0.52, -0.83, 0.18), strict=True):
        panel.line(PLACES, curve, color="faint", width=1.2)
        kind = "separable" if name.startswith("setosa") else "overlapping"
        panel.text(-4.85, float(curve[0]) + up, f"{kind} {name.split()[-1]}")
    panel.rule(x=place, to=log_length, color="accent")
    panel.line(PLACES, chosen, color="ink", width=2.5)
    panel.dot(place, log_length, color="accent")

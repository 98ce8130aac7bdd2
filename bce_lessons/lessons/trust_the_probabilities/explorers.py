"""Temperature: one number that makes a model as sure of itself as it deserves."""

from __future__ import annotations

import functools
from collections.abc import Callable

import numpy as np
from ipywidgets import FloatLogSlider, ToggleButtons
from numpy.typing import NDArray

from bce_lessons.calibration import fit_temperature, wilson_interval
from bce_lessons.decomposition import decompose
from bce_lessons.explore.explorer import Explorer
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy_with_logits

__all__ = ["calibrate"]

Floats = NDArray[np.float64]

# By what the true logits are multiplied.
MODELS = {"too sure": 3.0, "calibrated": 1.0, "too timid": 0.4}
LEVELS = np.arange(-2.75, 3, 0.5)  # the true logits of twelve groups
SIZE = 500  # how many samples are in each
STEP = 1 / 16  # of the slider, in powers of 2
TICKS = {-2.0: "¼", -1.0: "½", 0.0: "1", 1.0: "2", 2.0: "4"}


@functools.cache
def _shares() -> Floats:
    """Return the share of y = 1 in each group: drawn once, from the true logits."""
    drawn = np.random.default_rng(0).binomial(SIZE, np.asarray(sigmoid(LEVELS)))
    return np.asarray(drawn / SIZE)


def calibrate() -> Explorer:
    """Divide a model's logits by a temperature, and see what it says come to what happens.

    Twelve groups of 500 samples; the model says one probability to each. To discover: the points
    move sideways, since temperature changes what is said and not what happens; accuracy and AUC
    never notice; the loss is least where the points lie on the diagonal; what is left there is
    the refinement loss, which no temperature changes.

    Returns
    -------
    Explorer
        Controls `model`, by the factor that makes its logits of the true ones, and `T`, the
        temperature.

    Examples
    --------
    >>> from bce_lessons.explorers import calibrate
    >>> calibrate()
    too sure, T = 1.00: loss 0.718 nats, accuracy 0.785, AUC 0.860
    """
    share = _shares()

    def proba(model: float, T: float) -> Floats:
        return np.asarray(sigmoid(model * LEVELS / T))

    # A group's share is its soft label: the loss is linear in labels.
    def loss(model: float, T: float) -> float:
        return binary_cross_entropy_with_logits(share, model * LEVELS / T)

    def misstated(model: float, T: float) -> float:
        return decompose(share, proba(model, T), min_group_size=1).miscalibration

    @functools.cache
    def best(model: float) -> float:
        return fit_temperature(share, model * LEVELS)

    def say(model: float, T: float) -> str:
        name = next(name for name, scale in MODELS.items() if scale == model)
        accuracy, auc = _accuracy_and_auc(proba(model, T), share)
        return (
            f"{name}, T = {T:.2f}: loss {loss(model, T):.3f} nats, "
            f"accuracy {accuracy:.3f}, AUC {auc:.3f}"
        )

    explorer = Explorer(
        say,
        title="Temperature",
        model=ToggleButtons(options=list(MODELS.items()), index=0, description="model"),
        T=FloatLogSlider(
            1, base=2, min=-2, max=2, step=STEP, readout_format=".2f", description="temperature T"
        ),
    )
    _reliability(explorer, share, proba)
    _losses(explorer, share, loss, best)
    _parts(explorer, share, misstated)
    return explorer


def _accuracy_and_auc(p: Floats, share: Floats) -> tuple[float, float]:
    """Return the share of right sides, and how often of a pair the positive one ranks higher."""
    accuracy = float(np.mean(np.where(p > 0.5, share, 1 - share)))
    higher = (p[:, None] > p) + (p[:, None] == p) / 2
    return accuracy, float(share @ higher @ (1 - share) / (share.sum() * (1 - share).sum()))


def _reliability(
    explorer: Explorer, share: Floats, proba: Callable[[float, float], Floats]
) -> None:
    """Draw the share of y = 1 against the prediction: at T = 1, and now."""
    ax = explorer.panel(
        "prediction p", "share with y = 1", x=(0, 1), y=(0, 1), title="Said, and happened"
    )
    low, high = wilson_interval(np.round(share * SIZE), np.full(len(share), SIZE))
    ax.line([0, 1], [0, 1], color="faint", dash=True, width=1.2)
    ax.text(0.97, 0.06, "grey: at T = 1", color="faint", anchor="end")
    ax.dot(lambda model: proba(model, 1.0), share, color="faint", size=3.5)
    ax.bar(proba, high, base=low, width=2, color="model")
    ax.dot(proba, share, color="model", size=5)


def _losses(
    explorer: Explorer, share: Floats, loss: Callable[[float, float], float],
    best: Callable[[float], float],
) -> None:  # fmt: skip
    """Draw the loss against the temperature; say where its least is to who has found it."""
    ax = explorer.panel(
        "temperature T", "mean loss, nats", x=(-2, 2), y=(0.2, 1.2), title="Loss", xticks=TICKS
    )
    grid = np.linspace(-2, 2, 65)
    ax.line(grid, lambda model: [loss(model, 2.0**x) for x in grid], color="loss")

    def least(model: float) -> float:
        return float(np.log2(best(model)))

    parts = decompose(share, share, min_group_size=1)
    ax.rule(y=parts.uncertainty).rule(y=parts.refinement)
    ax.text(1.95, parts.uncertainty + 0.03, "base rate alone", color="faint", anchor="end")
    ax.text(
        lambda model: 1.95 if least(model) < 1 else 0.4, parts.refinement - 0.1, "refinement loss",
        color="faint", anchor="end",
    )  # fmt: skip

    def found(model: float, T: float) -> str:
        is_near = abs(np.log2(T) - least(model)) <= STEP / 2
        return f"least at T = {best(model):.2f}" if is_near else ""

    ax.text(
        lambda model: least(model) + (0.8 if least(model) < 1 else -0.8), 0.24, found,
        anchor="middle",
    )  # fmt: skip
    ax.dot(lambda T: np.log2(T), loss, color="loss", glow=lambda model, T: loss(model, T) - 0.5)


def _parts(explorer: Explorer, share: Floats, misstated: Callable[[float, float], float]) -> None:
    """Stack what no temperature corrects and what this one leaves, at T = 1 and now."""
    ax = explorer.panel(
        "", "mean loss, nats", x=(0.4, 3.6), y=(0, 1.2), title="What it is made of",
        xticks={1.0: "T = 1", 2.0: "now"},
    )  # fmt: skip
    refinement = decompose(share, share, min_group_size=1).refinement

    def now(model: float, T: float) -> float:
        return refinement + misstated(model, T)

    def before(model: float) -> float:
        return now(model, 1.0)

    for x, top in ((1, before), (2, now)):
        ax.bar(x, refinement, color="faint", width=44)
        ax.bar(x, top, base=refinement, color="accent", width=44)
    ax.text(2.45, refinement / 2, "refinement loss")
    ax.text(2.45, refinement / 2 - 0.14, f"{refinement:.3f}")
    ax.text(2.45, refinement + 0.18, "miscalibration loss", color="accent")
    ax.text(2.45, refinement + 0.04, lambda model, T: f"{misstated(model, T):.3f}")

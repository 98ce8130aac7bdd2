"""Somebody's own forecasts, said with less confidence, or with more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from ipywidgets import FloatLogSlider
from numpy.typing import ArrayLike, NDArray

from bce_lessons.explore.explorer import Explorer
from bce_lessons.figure.given import outcomes_and_forecasts
from bce_lessons.information import surprisal
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy_with_logits

__all__ = ["turn_down"]

Floats = NDArray[np.float64]

EXPONENTS = np.arange(-16, 25) / 8  # of 2: temperatures from a quarter to eight
TICKS = {-2.0: "¼", -1.0: "½", 0.0: "1", 1.0: "2", 2.0: "4", 3.0: "8"}


def turn_down(outcomes: ArrayLike, forecasts: ArrayLike) -> Explorer:
    """Divide the logits of forecasts by a temperature, and see what they would have cost.

    To discover: above T = 1 all move towards ½; the expensive misses get much cheaper, and the
    hits a little more expensive. Where that lowers the mean by more than chance, the forecaster
    was too sure. The side taken never changes.

    Parameters
    ----------
    outcomes : array_like of int, shape (n,), 0 or 1
        What happened.
    forecasts : array_like of float, shape (n,), in (0, 1)
        The probabilities that were given to a 1.

    Returns
    -------
    Explorer
        Control `T`, the temperature, from a quarter to eight.

    Raises
    ------
    ValueError
        If a forecast is 0 or 1: no temperature moves it.

    Examples
    --------
    >>> from bce_lessons.explorers import turn_down
    >>> picture = turn_down([1, 0, 0], [0.8, 0.9, 0.4])
    >>> picture.position = {"T": 2}
    >>> picture
    T = 2.00: mean loss 0.796 nats, and 1.012 as it was said
    """
    y, p = outcomes_and_forecasts(outcomes, forecasts)
    certain = (p == 0) | (p == 1)
    if certain.any():
        where = int(np.argmax(certain))
        raise ValueError(
            f"forecasts[{where}] is {p[where]:g}: no temperature moves a certainty; leave it out"
        )
    z = np.asarray(logit(p))

    def loss(T: float) -> float:
        return binary_cross_entropy_with_logits(y, z / T)

    explorer = Explorer(
        lambda T: f"T = {T:.2f}: mean loss {loss(T):.3f} nats, and {loss(1):.3f} as it was said",
        title="Your forecasts at a temperature",
        T=FloatLogSlider(
            1, base=2, min=-2, max=3, step=1 / 8, readout_format=".2f", description="temperature T"
        ),
    )
    _answers(explorer, {"zero": -z[y == 0], "one": z[y == 1]})
    _losses(explorer, loss)
    return explorer


def _answers(explorer: Explorer, logits: Mapping[str, Floats]) -> None:
    """Draw each answer on the loss curve: at T = 1, and now. Logits are of what happened."""
    ax = explorer.panel(
        "probability given to what happened", "loss, nats", x=(0, 1), y=(0, 5), title="Each answer"
    )
    grid = np.linspace(0.005, 1, 120)
    ax.line(grid, surprisal(grid), color="faint", width=1.2)
    every = np.concatenate(list(logits.values()))
    ax.dot(np.asarray(sigmoid(every)), 0.08, color="faint", size=3)
    for color, z in logits.items():
        if z.size:
            given, cost = _moving(z)
            ax.dot(given, cost, color=color, size=5.5)
    ax.text(0.97, 4.6, "circle: was true", color="one", anchor="end")
    ax.text(0.97, 4.03, "square: was false", color="zero", anchor="end")
    ax.text(0.97, 3.46, "grey: as it was said", color="faint", anchor="end")


def _moving(z: Floats) -> tuple[Callable[[float], Floats], Callable[[float], Floats]]:
    """Return the probabilities given to what happened, and their losses, as functions of T."""

    def given(T: float) -> Floats:
        return np.asarray(sigmoid(z / T))

    def cost(T: float) -> Floats:
        return np.asarray(
            binary_cross_entropy_with_logits(np.ones(z.size), z / T, reduction="none")
        )

    return given, cost


def _losses(explorer: Explorer, loss: Callable[[float], float]) -> None:
    """Draw the mean loss against the temperature, where we stand, and the coin's."""
    coin, top = float(surprisal(0.5)), max(1.2, 1.3 * loss(1.0))
    ax = explorer.panel(
        "temperature T", "mean loss, nats", x=(-2, 3), y=(0, top), title="All of them", xticks=TICKS
    )
    ax.rule(y=coin)
    ax.text(-1.95, coin + 0.03 * top, "coin", color="faint")  # at the right, all curves come near
    ax.line(EXPONENTS, [loss(2.0**x) for x in EXPONENTS], color="loss")
    ax.dot(0.0, loss(1.0), color="faint", size=3.5)

    def exponent(T: float) -> float:
        return float(np.log2(T))

    ax.dot(exponent, loss, color="ink", size=6)

"""The explorer of the lesson: three kinds of noise, and what the loss makes of each."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from ipywidgets import FloatSlider, ToggleButtons

from bce_lessons._validation import FloatArray
from bce_lessons.explore.explorer import Explorer
from bce_lessons.information import binary_entropy
from bce_lessons.lessons.add_noise.model import LABELS, TRUTH
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.noise import flip_labels, logit_noise, mix_with_coin

__all__ = ["add_noise"]

MODELS = {"knows q": TRUTH, "overconfident": sigmoid(2 * logit(TRUTH))}
KINDS = {"logits": "logit noise", "flips": "flipped labels", "coin": "mixing with a coin"}
DRAWS, SEED = 200, 6
AMOUNTS = np.arange(51) / 50
WIDEST = 3.0  # the noise on the logits at amount 1


def add_noise() -> Explorer:
    """Spoil ninety forecasts or their labels, and see the loss answer.

    To discover: noise on the logits drives predictions to both ends and raises the mean loss of
    either model; flipped labels lift the entropy floor itself, up to a coin's log 2; mixing with
    a coin costs a model that knows q from the first bit on, but helps an overconfident one. Under
    strong noise on the logits the overconfident model has the lower loss.

    Returns
    -------
    Explorer
        Controls `model` ("knows q", or "overconfident": its logits are doubled), `kind` ("logits",
        "flips" or "coin") and `amount`, 0 to 1: noise of sigma 3 x amount on the logits, labels
        flipped at rate amount / 2, or a coin's share of amount. Each loss is a mean over ninety
        samples; line and band are the mean and the 5 % to 95 % quantiles of 200 such losses, one
        for each draw of the noise. Every amount reuses the same 200 draws of random numbers.

    Examples
    --------
    >>> from bce_lessons.explorers import add_noise
    >>> explorer = add_noise()
    >>> explorer
    σ = 0.90: mean loss 0.619 nats, 90 % of draws between 0.548 and 0.691; floor 0.546
    >>> explorer.position = {"kind": "coin", "amount": 0.5}
    >>> explorer
    coin's share 0.50: mean loss 0.590 nats, nothing is drawn; floor 0.546
    """
    explorer = Explorer(
        say=_sentence,
        title="Add noise",
        model=ToggleButtons(options=list(MODELS), description="model"),
        kind=ToggleButtons(
            options=[(label, kind) for kind, label in KINDS.items()], description="noise"
        ),
        amount=FloatSlider(0.3, min=0, max=1, step=0.02, description="amount"),
    )
    _predictions_panel(explorer)
    _loss_panel(explorer)
    return explorer


class Spoilt(NamedTuple):
    """What one amount of noise does: the first draw in full, and every draw's mean loss."""

    labels: FloatArray
    predictions: FloatArray
    losses: FloatArray


@cache
def spoil(model: str, kind: str, amount: float) -> Spoilt:
    """Add noise, from the same draws of random numbers at every amount: only its size changes."""
    rng = np.random.default_rng(SEED)
    rows = 1 if kind == "coin" else DRAWS
    y, p = np.tile(LABELS, (rows, 1)), np.tile(MODELS[model], (rows, 1))
    if kind == "logits":
        p = logit_noise(p, WIDEST * amount, rng)
    elif kind == "flips":
        y = flip_labels(y, amount / 2, rng)
    else:
        p = mix_with_coin(p, amount)
    losses = binary_cross_entropy(y, p, reduction="none").mean(axis=1)
    return Spoilt(y[0], p[0], losses)


@cache
def _floor(kind: str, amount: float) -> float:
    """Return the mean entropy of the labels as they are written down."""
    rates = mix_with_coin(TRUTH, amount) if kind == "flips" else TRUTH
    return float(np.mean(binary_entropy(rates)))


@cache
def _band(model: str, kind: str, amount: float) -> tuple[float, float, float]:
    """Return the mean over the draws and its 5 % and 95 % quantiles."""
    losses = spoil(model, kind, amount).losses
    low, high = np.quantile(losses, (0.05, 0.95))
    return float(losses.mean()), float(low), float(high)


def _sentence(model: str, kind: str, amount: float) -> str:
    mean, low, high = _band(model, kind, amount)
    opening = {
        "logits": f"σ = {WIDEST * amount:.2f}",
        "flips": f"{50 * amount:.0f} % of labels flipped",
        "coin": f"coin's share {amount:.2f}",
    }[kind]
    draws = f"90 % of draws between {low:.3f} and {high:.3f}"
    if kind == "coin":
        draws = "nothing is drawn"
    return f"{opening}: mean loss {mean:.3f} nats, {draws}; floor {_floor(kind, amount):.3f}"


def _predictions_panel(explorer: Explorer) -> None:
    """Stack the forecasts of one draw: upwards where y = 1, downwards where y = 0."""

    def predictions(model: str, kind: str, amount: float) -> FloatArray:
        return spoil(model, kind, amount).predictions

    def heights(kind: str, amount: float) -> FloatArray:
        y = spoil("knows q", kind, amount).labels.reshape(9, 10)
        up, down = np.cumsum(y, axis=1), np.cumsum(1 - y, axis=1)
        return np.where(y == 1, up, -down).ravel() - np.where(y == 1, 0.4, -0.4).ravel()

    def labels(kind: str, amount: float) -> list[str]:
        y = spoil("knows q", kind, amount).labels
        return ["one" if label else "zero" for label in y]

    def glow(model: str, kind: str, amount: float) -> FloatArray:
        spoilt = spoil(model, kind, amount)
        loss = binary_cross_entropy(spoilt.labels, spoilt.predictions, reduction="none")
        return loss / 8

    panel = explorer.panel(
        "prediction p", "days", x=(0, 1), y=(-10.5, 10.5), title="One draw: ninety forecasts",
        yticks={10: "10", 5: "5", 0: "0", -5: "5", -10: "10"},
    )  # fmt: skip
    panel.rule(y=0, dash=False).rule(x=0.5)
    panel.dot(predictions, heights, color=labels, size=4, glow=glow)
    panel.text(0.03, 9, "y = 1, upwards").text(0.97, -9.6, "y = 0, downwards", anchor="end")


def _loss_panel(explorer: Explorer) -> None:
    """Show mean and band over the draws at every amount, and where the slider stands."""

    def mean(model: str, kind: str, amount: float) -> float:
        return _band(model, kind, amount)[0]

    def this_draw(model: str, kind: str, amount: float) -> float:
        return float(spoil(model, kind, amount).losses[0])

    def means(model: str, kind: str) -> FloatArray:
        return np.array([_band(model, kind, amount)[0] for amount in AMOUNTS])

    def low(model: str, kind: str) -> FloatArray:
        return np.array([_band(model, kind, amount)[1] for amount in AMOUNTS])

    def high(model: str, kind: str) -> FloatArray:
        return np.array([_band(model, kind, amount)[2] for amount in AMOUNTS])

    def floor(kind: str) -> FloatArray:
        return np.array([_floor(kind, amount) for amount in AMOUNTS])

    def lowest(model: str, kind: str) -> float:
        return float(AMOUNTS[np.argmin(means(model, kind))])

    def lowest_loss(model: str, kind: str) -> float:
        return float(means(model, kind).min())

    def band_is(kind: str) -> str:
        return "no band: nothing is drawn" if kind == "coin" else "middle 90 % of 200 draws"

    panel = explorer.panel(
        "amount (at 1: σ = 3, half flipped, all coin)", "mean loss, nats", x=(0, 1), y=(0.4, 1.6),
        title="Mean loss over the draws", yticks=[0.4, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6],
    )  # fmt: skip
    panel.area(AMOUNTS, high, base=low, color="loss")
    panel.line(AMOUNTS, floor, color="ink", dash=True, width=1.5)
    panel.line(AMOUNTS, means, color="loss").rule(x=lambda amount: amount, to=mean)
    panel.dot(lowest, lowest_loss, size=3).text(
        lambda model, kind: lowest(model, kind) + 0.02, 0.44, "lowest"
    )
    panel.dot(lambda amount: amount, this_draw, color="accent", size=5)
    panel.dot(lambda amount: amount, mean, color="loss")
    panel.dot(0.03, 1.54, color="loss", size=5).text(0.07, 1.52, "mean of the draws")
    panel.area([0.01, 0.05], 1.45, base=1.4, color="loss").text(0.07, 1.4, band_is)
    panel.dot(0.03, 1.3, color="accent", size=5).text(0.07, 1.28, "the one draw")
    panel.line([0.01, 0.05], 1.18, dash=True, width=1.5).text(0.07, 1.16, "entropy floor")

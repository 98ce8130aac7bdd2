"""Decisions: the costs of both mistakes set the threshold, if the probabilities are calibrated."""

from __future__ import annotations

import functools
from statistics import NormalDist

import numpy as np
from ipywidgets import SelectionSlider, ToggleButtons
from numpy.typing import ArrayLike, NDArray

from bce_lessons.decisions import best_threshold, expected_cost
from bce_lessons.explore.explorer import Explorer
from bce_lessons.links import logit, sigmoid

__all__ = ["choose_threshold"]

Floats = NDArray[np.float64]

STEP = float(np.log(2)) / 2  # the thresholds' odds: every other one is a power of 2, as costs are
EDGES = STEP * np.arange(-24, 25)  # of the histogram, in logits
THRESHOLDS = [float(z) for z in EDGES[7:-7]]
RATIOS = {f"1/{2**k}": 2.0**-k for k in range(4, 0, -1)} | {f"{2**k}": 2.0**k for k in range(5)}
X = (float(EDGES[0]), float(EDGES[-1]))
TICKS = {float(logit(p)): f"{p:g}" for p in (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)}


@functools.cache
def _truth() -> Floats:
    """Return the true logits of 2,000 people: the quantiles of a normal distribution."""
    bell = NormalDist(-1.5, 1.8)
    return np.array([bell.inv_cdf((k + 0.5) / 2000) for k in range(2000)])


@functools.cache
def _models() -> dict[str, tuple[float, float]]:
    """Return what models make of the true logits, by name: a factor, and a shift.

    Weights that balance the classes shift logits by minus the logit of the base rate.
    """
    shift = -float(logit(float(np.mean(sigmoid(_truth())))))
    return {"calibrated": (1.0, 0.0), "too sure": (2.0, 0.0), "balanced": (1.0, shift)}


def costs(model: str, k: float, thresholds: ArrayLike) -> Floats:
    """Return what decisions cost, as shares of what they cost without a model."""
    (factor, shift), z = _models()[model], _truth()
    q, p = sigmoid(z), sigmoid(factor * z + shift)
    # The true probability is a soft label: what the decisions cost on average.
    without = expected_cost(q, q, [0.0, 2.0], cost_fp=1.0, cost_fn=k).min()
    return np.asarray(expected_cost(q, p, sigmoid(thresholds), cost_fp=1.0, cost_fn=k) / without)


@functools.cache
def _at_thresholds(model: str, k: float) -> dict[float, float]:
    return dict(zip(THRESHOLDS, costs(model, k, THRESHOLDS).tolist(), strict=True))


def cost(model: str, k: float, t: float) -> float:
    """Return the cost at one of the slider's thresholds."""
    return _at_thresholds(model, k)[t]


def rule(k: float) -> float:
    """Return the logit of the threshold that the costs ask for."""
    return float(logit(best_threshold(1.0, k)))


def best(model: str, k: float) -> float:
    """Return the logit of what the model says where the true probability is the rule's."""
    factor, shift = _models()[model]
    return factor * rule(k) + shift


@functools.cache
def least(model: str, k: float) -> float:
    """Return the cost at the best threshold."""
    return float(costs(model, k, best(model, k)))


def choose_threshold() -> Explorer:
    """Say what a miss costs, choose a threshold, and see what the decisions cost.

    An alarm goes off where the prediction reaches the threshold. The true probability of each
    person is known here, so that costs are expected costs, with no chance left in them. To
    discover: the more expensive a miss, the lower the best threshold; for calibrated predictions
    the rule 1 / (1 + k) is the best one; for others it is not, and following it can cost more than
    to have no model; what they cost at their own best threshold is the same.

    Returns
    -------
    Explorer
        Controls `model` ("balanced": fitted with weights that balance the classes), `k`, what a
        miss costs if a false alarm costs 1, and `t`, the logit of the threshold.

    Examples
    --------
    >>> from bce_lessons.explorers import choose_threshold
    >>> choose_threshold()
    calibrated, a miss costs 2, threshold 0.500: decisions cost 59 % of those with no model
    """
    names = {k: name for name, k in RATIOS.items()}

    def say(model: str, k: float, t: float) -> str:
        share = f"{100 * cost(model, k, t):.0f} % of those with no model"
        return (
            f"{model}, a miss costs {names[k]}, threshold {sigmoid(t):.3f}: decisions cost {share}"
        )

    explorer = Explorer(
        say,
        title="Choose the threshold",
        model=ToggleButtons(options=list(_models()), index=0, description="predictions"),
        k=SelectionSlider(options=list(RATIOS.items()), value=2.0, description="a miss costs"),
        t=SelectionSlider(
            options=[(f"{sigmoid(t):.3f}", t) for t in THRESHOLDS],
            value=THRESHOLDS[len(THRESHOLDS) // 2], description="threshold",
        ),
    )  # fmt: skip
    _people(explorer)
    _cost_curve(explorer)
    _worth(explorer)
    return explorer


def _people(explorer: Explorer) -> None:
    """Draw the predictions of both classes, mistakes in colour."""
    z, q = _truth(), np.asarray(sigmoid(_truth()))

    @functools.cache
    def people(model: str) -> tuple[Floats, Floats]:
        """Return the percentage of all people in each bin, with y = 0 and with y = 1."""
        factor, shift = _models()[model]
        said = np.clip(factor * z + shift, *X)
        zero, one = (np.histogram(said, EDGES, weights=w / len(z))[0] for w in (1 - q, q))
        return 100 * zero, 100 * one

    def misses(model: str, t: float) -> float:
        return float(people(model)[1][EDGES[:-1] < t - 1e-9].sum())

    def false_alarms(model: str, t: float) -> float:
        return float(people(model)[0][EDGES[:-1] > t - 1e-9].sum())

    ax = explorer.panel(
        "prediction p", "of 100 people", x=X, y=(-9, 5), title="Who gets an alarm",
        xticks=TICKS, yticks={-8.0: "8", -4.0: "4", 0.0: "0", 4.0: "4"},
    )  # fmt: skip
    middle = (EDGES[:-1] + EDGES[1:]) / 2
    ax.bar(
        middle, lambda model: people(model)[1], width=5,
        color=lambda t: np.where(middle < t, "one", "faint"),
    )  # fmt: skip
    ax.bar(
        middle, lambda model: -people(model)[0], width=5,
        color=lambda t: np.where(middle < t, "faint", "zero"),
    )  # fmt: skip
    ax.line(lambda t: np.array([t, t]), [-7.6, 3.9], dash=False, width=1.5)  # ends before words
    ax.text(-8.1, 4.2, lambda model, t: f"missed: {misses(model, t):.1f}", color="one")
    ax.text(8.1, 4.2, "up: y = 1", color="faint", anchor="end")
    ax.text(
        8.1, -8.5, lambda model, t: f"false alarms: {false_alarms(model, t):.1f}",
        color="zero", anchor="end",
    )  # fmt: skip
    ax.text(-8.1, -8.5, "down: y = 0", color="faint")


def _cost_curve(explorer: Explorer) -> None:
    """Draw the cost against the threshold; mark the rule, the reader's own, and a best one."""
    ax = explorer.panel(
        "threshold", "cost (no model: 1)", x=X, y=(0, 2), title="What it costs", xticks=TICKS
    )
    ax.rule(y=1)
    grid = np.linspace(*X, 97)
    ax.line(grid, lambda model, k: np.minimum(costs(model, k, grid), 2.2), color="model")
    ax.rule(x=rule, color="ink")
    # Beside the rule, where the curve does not go.
    ax.text(
        lambda k: rule(k) + (3.0 if k <= 1 else -3.0),
        1.82,
        lambda k: f"rule {sigmoid(rule(k)):.3f}",
        anchor="middle",
    )

    def beyond(model: str, k: float) -> bool:
        return best(model, k) > rule(k) or (best(model, k) == rule(k) and k <= 1)

    def found(model: str, k: float, t: float) -> str:
        return "best" if abs(t - best(model, k)) <= STEP / 2 else ""

    ax.text(
        lambda model, k: best(model, k) + (1.3 if beyond(model, k) else -1.3),
        lambda model, k: least(model, k) - 0.24,
        found,
        color="accent",
        anchor="middle",
    )
    ax.dot(lambda t: t, cost, color="ink", size=5)


def _worth(explorer: Explorer) -> None:
    """Draw the true probability against the prediction, and where the rule meets it."""
    ax = explorer.panel(
        "prediction p", "true probability", x=X, y=X, title="What a prediction is worth",
        xticks=TICKS, yticks=TICKS,
    )  # fmt: skip
    ax.line(X, X, color="faint", dash=True, width=1.2)
    ends = np.array([-4.1, 4.1])

    def said(model: str) -> Floats:
        factor, shift = _models()[model]
        return np.asarray(factor * ends + shift)

    ax.line(said, ends, color="model")
    ax.rule(y=rule, to=best, color="ink")
    ax.rule(x=best, to=rule, color="accent")
    ax.dot(best, rule, color="accent", size=8)
    ax.text(-7.9, 6.9, "dashed: calibrated", color="faint")

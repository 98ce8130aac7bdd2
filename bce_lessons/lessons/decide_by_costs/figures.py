"""What decisions cost, at every balance of the costs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _validation as check
from bce_lessons.decisions import expected_cost
from bce_lessons.figure.models import LOOKS, checked
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.links import logit, sigmoid
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.palette import PALETTE

__all__ = ["cost_curves"]

Floats = NDArray[np.float64]

WIDEST = 8.0  # the logit of the last threshold of a cost curve, either side of 0


@styled
def cost_curves(
    y_true: ArrayLike, models: Mapping[str, ArrayLike], *, ax: Axes | None = None
) -> Axes:
    r"""Draw what decisions cost, for every balance of the costs; the area is the cross-entropy.

    At t a false alarm costs t, a miss 1 - t, and who believes the predictions raises an alarm
    from p = t on. The axis counts logits of t, and for y = 1 the area is
    :math:`\int_p^1 (1-t)\,\mathrm{d}t / (t(1-t)) = -\log p`.

    Parameters
    ----------
    y_true : array_like of int, shape (n_samples,), 0 or 1
        The labels.
    models : mapping of str to array_like of float, shape (n_samples,), in [0, 1]
        By name, the predicted probabilities of y = 1.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If there are no models, or more than three.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, cost_curves
    >>> alt_text(cost_curves([0, 1], {"sure": [0.1, 0.9]})).split("; ")[1]
    'each area is a mean cross-entropy: sure 0.105, base rate 0.693 nats.'
    """
    models = checked(y_true, "y_true", models)
    y = check.floats(y_true, "y_true")
    check.labels(y_true, y)
    ax = or_new(ax)
    places = np.linspace(-WIDEST, WIDEST, 1601)
    known, areas = np.full(y.shape, y.mean()), {}
    for (name, p), (color, _, dash) in zip(models.items(), LOOKS, strict=False):
        areas[name] = float(binary_cross_entropy(y, p))
        ax.plot(
            places, _costs(y, p, places), color=PALETTE[color], ls=dash,
            label=f"{name}: area {areas[name]:.3f}",
        )  # fmt: skip
    areas["base rate"] = float(binary_cross_entropy(y, known))
    label = f"base rate: area {areas['base rate']:.3f}"
    inside, edge = PALETTE["faint"] + "40", PALETTE["faint"]
    below = _costs(y, known, places)
    ax.fill_between(places, below, fc=inside, ec=edge, lw=1, zorder=1, label=label)
    ticks = np.array([0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999])
    ax.set_xticks(logit(ticks), [f"{t:g}" for t in ticks])
    ax.set(xlim=(-WIDEST, WIDEST), ylim=(0, None), ylabel="mean cost of a decision")
    ax.set_xlabel("threshold t, evenly in logits: a false alarm costs t, a miss 1 − t")
    ax.legend(loc="upper left", handlelength=2.6)
    least = min(areas, key=lambda name: areas[name])
    ax.set_title(f"Each area is a loss, in nats: {least} has the smallest")
    said = ", ".join(f"{name} {area:.3f}" for name, area in areas.items())
    return describe(
        ax,
        "Mean cost of a decision against its threshold t, where a false alarm costs t and a miss "
        f"1 − t; each area is a mean cross-entropy: {said} nats.",
    )


def _costs(y: Floats, p: ArrayLike, places: Floats) -> Floats:
    """Return the mean cost of deciding at each threshold, given as logits."""
    t = np.asarray(sigmoid(places))
    return np.asarray(expected_cost(y, p, t, cost_fp=t, cost_fn=1 - t))

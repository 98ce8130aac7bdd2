"""Figures of a classifier of flowers: its boundary, its weights, its reliability."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from bce_lessons import _options as options
from bce_lessons._validation import aligned, floats
from bce_lessons.calibration import reliability_curve
from bce_lessons.datasets import Dataset
from bce_lessons.figure import given
from bce_lessons.figure.style import describe, or_new, styled
from bce_lessons.links import logit
from bce_lessons.losses import binary_cross_entropy_with_logits
from bce_lessons.palette import MARKERS, PALETTE

__all__ = ["decision_boundary", "reliability", "weights_against_penalty"]

Floats = NDArray[np.float64]

NAMES = ("zero", "one")  # the palette's name of each label
BRIGHTEST = 3.0  # the loss, in nats, from which a glow grows no more
LEVELS = (0.1, 0.5, 0.9)
LABEL = (30.0, 14.0)  # width and height, in points, of a line's label


@styled
def decision_boundary(
    data: Dataset, weights: ArrayLike, bias: float, *, ax: Axes | None = None
) -> Axes:
    """Draw flowers and the line that parts them; each flower's size and glow grow with its loss.

    Dashed lines stand where the model says 0.1 and 0.9: they close in as the weights grow.

    Parameters
    ----------
    data : Dataset
        Samples with two features.
    weights : array_like of float, shape (2,) or (1, 2)
        The model's weights, such as a scikit-learn classifier's ``coef_``; not both 0.
    bias : float
        The model's bias, such as ``intercept_[0]``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If there are not two features and two weights, both weights are 0, or `bias` is not
        finite.
    TypeError
        If `bias` is not a number.

    Examples
    --------
    >>> from bce_lessons.datasets import iris_pair
    >>> from bce_lessons.plots import alt_text, decision_boundary
    >>> petals = iris_pair("versicolor", "virginica", features=["petal length", "petal width"])
    >>> alt_text(decision_boundary(petals, [0, 1], -1.65)).split("; ")[0]
    '100 flowers, versicolor (y = 0) and virginica (y = 1), 6 on the wrong side of the line'
    """
    given.dataset("data", data)
    w = np.ravel(floats(weights, "weights"))
    bias = options.number("bias", bias, options.FINITE)
    if w.size != 2 or data.X.shape[1] != 2 or not w.any():
        raise ValueError(
            f"weights is {weights!r} and data has {data.X.shape[1]} features: "
            "a line in the plane needs two features and two weights that are not both 0"
        )
    ax = or_new(ax, (6.4, 4.4))
    z = data.X @ w + bias
    losses = np.asarray(binary_cross_entropy_with_logits(data.y, z, reduction="none"))
    frame(ax, data)
    _levels(ax, data.X, w, bias)
    draw_flowers(ax, data, losses)
    half, worst = _fewest_for_half(losses), int(losses.argmax())
    carry = "carry" if half > 1 else "carries"
    ax.set_title(f"{half} of {losses.size} flowers {carry} half of the loss", pad=28)
    return describe(
        ax,
        f"{losses.size} flowers, {data.class_names[0]} (y = 0) and {data.class_names[1]} (y = 1), "
        f"{int(np.sum((z > 0) != data.y))} on the wrong side of the line; the mean loss is "
        f"{losses.mean():.3f} nats, and {half} of them {carry} half of it. "
        f"The most expensive is a {data.class_names[data.y[worst]]} at "
        f"({data.X[worst, 0]:g}, {data.X[worst, 1]:g}) cm, with {losses[worst]:.2f} nats.",
    )


@styled
def weights_against_penalty(
    C: ArrayLike, lengths: Mapping[str, ArrayLike], *, ax: Axes | None = None
) -> Axes:
    """Draw how long the weights are, fit by fit, against the strength 1/C of the penalty.

    Both axes are logarithmic. A curve has settled if its last step towards no penalty changes it
    by less than one in a hundred.

    Parameters
    ----------
    C : array_like of float, shape (n_fits,), above 0, finite and increasing
        How little each fit was penalised.
    lengths : mapping of str to array_like of float, shape (n_fits,)
        By name, the length (Euclidean norm) of each fit's weights.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError
        If `C` is not increasing, has fewer than two values, or a curve has another length.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, weights_against_penalty
    >>> alt_text(weights_against_penalty([1, 10, 100], {"b": [2, 2.5, 2.5]})).split(": ")[1]
    'b from 2.0 to 2.5 (settled).'
    """
    c, curves = _curves(C, lengths)
    ax = or_new(ax, (6.4, 3.6))
    settled = {name: bool(values[-1] < 1.01 * values[-2]) for name, values in curves.items()}
    longest = max(values[-1] for values in curves.values())
    for name, values in curves.items():
        color, top = PALETTE["model" if settled[name] else "accent"], values[-1] == longest
        ax.plot(1 / c, values, "o-" if settled[name] else "o--", color=color, ms=5)
        ax.annotate(
            name, (1 / c[-1], values[-1]), (-2, 8 if top else -8), textcoords="offset points",
            color=PALETTE["ink"], va="bottom" if top else "top",
        )  # fmt: skip
    n_settled = sum(settled.values())
    settle = "settles" if n_settled == 1 else "settle"
    ax.set(xscale="log", yscale="log", xlabel="penalty strength 1/C (weak on the left)")
    ax.set(ylabel="length of the weights, per cm", ylim=(None, 2.5 * ax.get_ylim()[1]))
    ax.set_title(f"As the penalty fades, {n_settled} of {len(curves)} {settle}")
    said = ", ".join(
        f"{name} from {values[0]:.1f} to {values[-1]:.1f} "
        f"({'settled' if settled[name] else 'still growing'})"
        for name, values in curves.items()
    )
    return describe(
        ax, f"Length of the weights as C goes from {c[0]:,g} to {c[-1]:,g}, log scales: {said}."
    )


@styled
def reliability(
    y_true: ArrayLike, y_proba: ArrayLike, *, bins: int = 5, title: str = "",
    ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Draw how often y = 1 came true among predictions alike, against what was predicted.

    Each dot is a group of predictions, with its size and the 95 % interval (Wilson's) of its
    share: a model that can be believed has most of its intervals across the diagonal.

    Parameters
    ----------
    y_true : array_like of int, shape (n_samples,), 0 or 1
        Labels.
    y_proba : array_like of float, shape (n_samples,), in [0, 1]
        Predicted probabilities of y = 1.
    bins : int, optional
        Into how many groups of equal width to part the predictions.
    title : str, optional
        Which model it is; opens the title and the description.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Described: see `alt_text`.

    Raises
    ------
    ValueError, TypeError
        As `bce_lessons.calibration.reliability_curve`, which counts, or if `title` is no string.

    References
    ----------
    Wilson (1927), "Probable inference, the law of succession, and statistical inference",
    doi:10.1080/01621459.1927.10502953

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, reliability
    >>> alt_text(reliability([0, 0, 0, 1], [0.1, 0.1, 0.1, 0.9])).split(". ")[0]
    'Of 2 groups of predictions, 0 have a 95 % interval that misses the diagonal'
    """
    bins, title = options.whole("bins", bins), options.text("title", title)
    curve = reliability_curve(y_true, y_proba, n_bins=bins)
    said, came, count = curve.mean_proba, curve.frequency, curve.count
    ax = or_new(ax, (4.4, 4.4))
    misses = (said < curve.low) | (said > curve.high)
    ax.plot([0, 1], [0, 1], color=PALETTE["faint"], ls=(0, (4, 3)), lw=1.2)
    ax.vlines(said, curve.low, curve.high, color=PALETTE["model"], lw=2.2)
    for own, name, marker in ((~misses, "model", "o"), (misses, "accent", "D")):
        ax.plot(said[own], came[own], marker, color=PALETTE[name], mec="white", ms=9, zorder=3)
    for k in range(count.size):
        ax.text(said[k], -0.12, f"{count[k]}", ha="center", va="center", fontsize=9)
    ax.text(-0.03, -0.2, "flowers in each group", fontsize=9, color="#595959", va="center")
    ax.set(xlim=(-0.05, 1.05), ylim=(-0.25, 1.05), yticks=np.linspace(0, 1, 6), aspect="equal")
    ax.set(xlabel="what the model says: mean p", ylabel="what happens: share of y = 1")
    opening = f"{title}: " if title else ""
    ax.set_title(f"{opening}{int(misses.sum())} of {count.size} bars miss the diagonal")
    pairs = ", ".join(
        f"{a:.2f} said and {b:.2f} seen ({n})" for a, b, n in zip(said, came, count, strict=True)
    )
    return describe(
        ax,
        f"{opening}Of {count.size} groups of predictions, {int(misses.sum())} have a 95 % interval "
        f"that misses the diagonal. Mean p, share of y = 1 and number in each: {pairs}.",
    )


def _spelled(feature: str) -> str:
    """Write a feature's unit after a comma: petal length, cm."""
    return feature.replace(" (", ", ").removesuffix(")")


def _fewest_for_half(losses: Floats) -> int:
    """Count the fewest samples that carry half of the summed loss."""
    carried = np.cumsum(np.sort(losses)[::-1])
    return int(np.searchsorted(carried, carried[-1] / 2)) + 1


def frame(ax: Axes, data: Dataset) -> None:
    """Give the axes the names of two measurements, and room for all flowers."""
    low, high = data.X.min(axis=0), data.X.max(axis=0)
    margin = 0.08 * (high - low)
    ax.set(xlim=(low[0] - margin[0], high[0] + margin[0]), xlabel=_spelled(data.feature_names[0]))
    ax.set(ylim=(low[1] - margin[1], high[1] + margin[1]), ylabel=_spelled(data.feature_names[1]))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))


def draw_flowers(ax: Axes, data: Dataset, losses: Floats) -> None:
    """Draw the glows first, then the flowers, the most expensive on top."""
    shine = np.minimum(losses / BRIGHTEST, 1)
    x, y = data.X.T
    for share in np.linspace(1, 0.1, 10):
        sizes = (6 + 40 * shine * share) ** 2 * (shine > 0.02)
        ax.scatter(x, y, sizes, color=to_rgba(PALETTE["loss"], 0.11), lw=0, zorder=2)
    for label in (0, 1):
        own = data.y == label
        order = np.argsort(losses[own])
        ax.scatter(
            x[own][order], y[own][order], (5 + 6 * shine[own][order]) ** 2, zorder=3, lw=0.7,
            color=PALETTE[NAMES[label]], marker=MARKERS[NAMES[label]], edgecolor="white",
            label=f"{data.class_names[label]}, y = {label}",
        )  # fmt: skip
    legend = ax.legend(
        loc="lower left", bbox_to_anchor=(-0.02, 0.99), ncols=2, handletextpad=0.1, borderpad=0.2,
        columnspacing=1.5,
    )  # fmt: skip
    for handle in legend.legend_handles:
        handle.set_sizes([40])  # type: ignore[union-attr]


def _levels(ax: Axes, X: Floats, w: Floats, bias: float) -> None:
    """Draw where the model says 0.1, 0.5 and 0.9, and write it at an end, where there is room."""
    corner, far = np.array([ax.get_xlim(), ax.get_ylim()]).T
    centre, reach = (corner + far) / 2, float(np.hypot(*(far - corner)))
    along = np.array([-w[1], w[0]]) / np.hypot(*w)
    narrow = 2 * float(logit(LEVELS[2])) / np.hypot(*(w * (far - corner))) < 0.12
    for p in LEVELS:
        nearest = centre + w * (float(logit(p)) - bias - w @ centre) / (w @ w)
        ends = nearest + np.outer([-reach, reach], along)
        main = p == 0.5
        ax.plot(
            *ends.T, color=PALETTE["ink" if main else "faint"], ls="-" if main else (0, (4, 3)),
            lw=1.8 if main else 1.2, scalex=False, scaley=False, zorder=2.5,
        )  # fmt: skip
        cuts = _cuts(ends, corner, far)
        if not cuts.size or (narrow and not main):
            continue
        gaps = (cuts[:, None] - X) / (far - corner)
        x, y = cuts[np.hypot(*gaps.T).min(axis=0).argmax()]
        right, top = np.array([x, y]) > corner + 0.88 * (far - corner)
        dx, dy = _aside(ax, along, right=bool(right), top=bool(top))
        ax.annotate(
            f"p = {p:g}", (x, y), (dx, dy), fontsize=9, zorder=5, textcoords="offset points",
            ha="right" if right else "left", va="top" if top else "bottom",
            bbox={"fc": "white", "ec": "none", "pad": 0.6, "alpha": 0.8},
        )  # fmt: skip


def _aside(ax: Axes, along: Floats, *, right: bool, top: bool) -> tuple[float, float]:
    """Return a label's offset, in points, from the end of a line: far enough not to touch it."""
    dx, dy = (-4.0 if right else 4.0), (-4.0 if top else 3.0)
    way = ax.transData.transform(np.stack([0 * along, along]))
    run, climb = way[1] - way[0]
    if run * climb * dx * dy > 0:  # the line runs through the label's quarter: the shorter way out
        wide = (LABEL[1] + abs(dy)) * abs(run / climb) + 4
        high = (LABEL[0] + abs(dx)) * abs(climb / run) + 4
        dx, dy = (np.copysign(wide, dx), dy) if wide < high else (dx, np.copysign(high, dy))
    return float(dx), float(dy)


def _cuts(ends: Floats, corner: Floats, far: Floats) -> Floats:
    """Return where a segment crosses the frame: two points, or none."""
    start, way = ends[0], ends[1] - ends[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.concatenate([(corner - start) / way, (far - start) / way])
    points = start + np.outer(shares[np.isfinite(shares)], way)
    slack = 1e-9 * (far - corner)
    inside: Floats = points[((points >= corner - slack) & (points <= far + slack)).all(axis=1)]
    return inside


def _curves(C: ArrayLike, lengths: Mapping[str, ArrayLike]) -> tuple[Floats, dict[str, Floats]]:
    """Return increasing C, and a length for each by name, or say why they cannot be drawn."""
    c = given.each("C", floats(C, "C"), options.ABOVE_0)
    curves = {
        name: given.each(f"lengths[{name!r}]", floats(values, f"lengths[{name!r}]"), options.FINITE)
        for name, values in given.by_name("lengths", lengths, "rows of numbers").items()
    }
    if c.ndim != 1 or c.size < 2 or not (np.diff(c) > 0).all():
        raise ValueError(f"C is {C!r}: give two or more values, increasing")
    for name, values in curves.items():
        if values.shape != c.shape:
            raise ValueError(
                f"lengths[{name!r}] has shape {values.shape}, C has {c.shape}: one length a fit"
            )
        aligned((C, "C"), (lengths[name], f"lengths[{name!r}]"))
    return c, curves

"""The picture of the dictionary: what differs between libraries on the same four numbers."""

from __future__ import annotations

from typing import Any, NamedTuple

from matplotlib.axes import Axes

from bce_lessons import plots
from bce_lessons.palette import MARKERS, PALETTE

PICTURE = "libraries.svg"  # beside the page
WEIGHTED = "weighted_cross_entropy_with_logits"
PLAIN = ("scikit-learn", "log_loss/mean")


class Shown(NamedTuple):
    """A dot: what it is called, and whose answer to which row it is."""

    label: str
    library: str
    key: str


GROUPS = {
    "each positive counts for three": (
        Shown("Keras, shape (4,)", "Keras", "BinaryCrossentropy/flat"),
        Shown("PyTorch, pos_weight", "PyTorch", "BCEWithLogitsLoss/pos_weight"),
        Shown("TensorFlow, pos_weight", "TensorFlow", f"{WEIGHTED}/pos_weight"),
        Shown("Keras, sample_weight", "Keras", "BinaryCrossentropy/weights"),
        Shown("XGBoost, scale_pos_weight", "XGBoost", "binary:logistic/pos_weight"),
        Shown("LightGBM, scale_pos_weight", "LightGBM", "binary/pos_weight"),
        Shown("XGBoost, weight", "XGBoost", "binary:logistic/weights"),
        Shown("CatBoost, weight", "CatBoost", "Logloss/weights"),
        Shown("CatBoost, scale_pos_weight", "CatBoost", "Logloss/printed"),
        Shown("scikit-learn, sample_weight", "scikit-learn", "log_loss/weights"),
    ),
    "soft labels": (
        Shown("LightGBM, binary", "LightGBM", "binary/soft"),
        Shown("CatBoost, Logloss", "CatBoost", "Logloss/soft"),
        Shown("PyTorch, optax, TensorFlow", "PyTorch", "BCEWithLogitsLoss/soft"),
        Shown("CatBoost, CrossEntropy", "CatBoost", "CrossEntropy/soft"),
        Shown("statsmodels, Logit", "statsmodels", "Logit/soft"),
        Shown("statsmodels, deviance / 2", "statsmodels", "Binomial/soft"),
    ),
}  # fmt: skip
COLOURS = {"each positive counts for three": "one", "soft labels": "squared"}


def value(kept: dict[str, Any], library: str, key: str) -> float:
    """Return what a library answered."""
    return float(kept[library]["answers"][key])


@plots.styled
def differences(kept: dict[str, Any]) -> Axes:
    """Draw the mean loss of the four as each library gives it, with weights and for soft labels.

    Parameters
    ----------
    kept : dict
        The libraries of found.json.
    """
    (ax,) = plots.new_axes(1, size=(5.4, 5.2))
    plain = value(kept, *PLAIN)
    ax.axvline(plain, color=PALETTE["faint"], ls=":", lw=1.2)
    labels, at = [], 0
    for group, dots in GROUPS.items():
        ax.text(1.82, at, group, va="center", ha="right", fontweight="semibold")
        labels.append("")
        for i, dot in enumerate(dots, at + 1):
            x, colour = value(kept, dot.library, dot.key), COLOURS[group]
            ax.plot(x, i, MARKERS[colour], color=PALETTE[colour], ms=7)
            crossed = 0.5 < x / plain < 0.99  # on the right it would stand over the line
            side, aside = ("right", -8) if crossed else ("left", 8)
            ax.annotate(
                f"{x:.3f}", (x, i), (aside, 0), textcoords="offset points", va="center", ha=side
            )
            labels.append(dot.label)
        at = len(labels)
    ax.set_yticks(range(at), labels)
    ax.set(xlim=(0, 1.85), ylim=(at - 0.5, -0.6), xlabel="mean loss of the four, nats",
           title=f"No weights, labels 0 and 1: {plain:.3f} in all")  # fmt: skip
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    plots.describe(ax, alt(kept))
    return ax


def alt(kept: dict[str, Any]) -> str:
    """Say what the picture shows."""
    plain = value(kept, *PLAIN)
    parts = [f"The mean loss of the same four predictions: {plain:.3f} nats in every library"]
    for group, dots in GROUPS.items():
        by_value: dict[str, list[str]] = {}
        for dot in dots:
            by_value.setdefault(f"{value(kept, dot.library, dot.key):.3f}", []).append(dot.label)
        said = "; ".join(f"{x} by {' and by '.join(names)}" for x, names in by_value.items())
        parts.append(f"{group[0].upper()}{group[1:]}: {said}")
    return ". ".join(parts)

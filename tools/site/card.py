"""The picture of the course that other pages show beside a link to it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from matplotlib.figure import Figure

from bce_lessons import lessons, plots
from bce_lessons.palette import PALETTE

SIZE = 12, 6.3  # inches, at 100 dots each


def card() -> bytes:
    """Return the course's title over its first figure, as a PNG of 1200 by 630 pixels."""
    (ax,) = plots.new_axes(size=SIZE)
    plots.loss_curves([1, 0], [0.9, 0.8], ax=ax)
    figure = ax.figure
    assert isinstance(figure, Figure)
    figure.set_layout_engine("none")
    ax.set_position((0.09, 0.13, 0.86, 0.5))
    ax.set_title("", loc="left")
    ink: dict[str, Any] = {"color": PALETTE["ink"], "ha": "left", "family": "BCE Inter"}
    figure.text(0.06, 0.84, "Binary cross-entropy, in your hands", size=38, weight=600, **ink)
    figure.text(0.06, 0.75, f"{len(lessons.ORDER)} lessons. Every picture moves.", size=22, **ink)
    for text in ax.texts:
        text.set_fontsize(15)
    ax.tick_params(labelsize=14)
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set_fontsize(16)
    made = BytesIO()
    figure.savefig(made, format="png", dpi=100, bbox_inches=None, metadata={"Software": None})
    return made.getvalue()

"""Draw what a teacher draws on a board: axes, curves, dots and bars, as SVG in chalk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import numpy as np

WIDTH, HEIGHT = 260, 170
LEFT, RIGHT, TOP, BOTTOM = 30, 250, 14, 146

Curve = tuple[Callable[[Any], Any], str, float]  # a function of x, its name, and where that stands


@np.errstate(all="ignore")
def _curve(curve: Curve, index: int, x: tuple[float, float], to: Callable[..., Any]) -> str:
    function, name, where = curve
    grid = np.linspace(*x, 97)
    across, up = to(grid, np.broadcast_to(function(grid), grid.shape))
    inside = np.isfinite(up) & (up >= TOP - 1) & (up <= BOTTOM + 1)
    pieces, pen = [], "M"
    for a, b, drawn in zip(across, up, inside, strict=True):
        if drawn:
            pieces.append(f"{pen}{a:.1f} {b:.1f}")
        pen = "L" if drawn else "M"
    a, b = (float(np.squeeze(place)) for place in to(where, function(where)))
    ahead = float(np.squeeze(to(where, function(where + 0.01 * (x[1] - x[0])))[1]))
    end, a = (" end", a - 6) if ahead < b - 0.1 else ("", a + 6)  # beside the curve, not on it
    chalk = f"chalk{index % 3}"
    path = f'<path class="{chalk}" d="{"".join(pieces)}"/>'
    return f'{path}<text class="{chalk}{end}" x="{a:.1f}" y="{b - 5:.1f}">{escape(name)}</text>'


def sketch(
    words: str,
    *,
    x: tuple[float, float],
    y: tuple[float, float],
    axes: tuple[str, str],
    curves: Sequence[Curve] = (),
    dots: Sequence[tuple[float, float, str]] = (),
    bars: Sequence[tuple[float, float, str]] = (),
    marks: Sequence[float] = (),
    heights: Sequence[float] = (),
) -> str:
    """Return a sketch as SVG, with `words` for those who do not see it.

    Parameters
    ----------
    words : str
        What it shows.
    x, y : tuple of two float
        The ends of the axes.
    axes : tuple of two str
        Their names.
    curves : sequence of (function, name, where)
        Curves over x, each with its name at one place.
    dots, bars : sequence of (x, y, name)
        Dots, and bars from 0 to y.
    marks, heights : sequence of float
        Values marked on the axes, across and up.
    """

    def to(a: Any, b: Any) -> tuple[Any, Any]:
        across = LEFT + (np.asarray(a) - x[0]) / (x[1] - x[0]) * (RIGHT - LEFT)
        return across, BOTTOM - (np.asarray(b) - y[0]) / (y[1] - y[0]) * (BOTTOM - TOP)

    floor = float(to(x[0], max(y[0], min(0.0, y[1])))[1])
    parts = [
        f'<path class="axis" d="M{LEFT} {TOP - 6}V{BOTTOM}M{LEFT} {floor:.1f}H{RIGHT + 4}"/>',
        f'<text class="axis" x="{LEFT + 6}" y="{TOP - 2}">{escape(axes[1])}</text>',
        f'<text class="axis end" x="{RIGHT + 4}" y="{floor - 5:.1f}">{escape(axes[0])}</text>',
    ]
    for mark in marks:
        a, _ = to(mark, 0)
        place = f'x="{a:.1f}" y="{floor + 13:.1f}"'
        parts.append(f'<text class="axis middle" {place}>{_n(mark)}</text>')
    for height in heights:
        _, b = to(0, height)
        parts.append(f'<text class="axis end" x="{LEFT - 4}" y="{b + 4:.1f}">{_n(height)}</text>')
    for a, b, name in bars:
        across, up = to(a, b)
        parts.append(f'<path class="bar" d="M{across:.1f} {floor:.1f}V{up:.1f}"/>')
        place = f'x="{across:.1f}" y="{up - 5:.1f}"'
        parts.append(f'<text class="middle" {place}>{escape(name)}</text>')
    parts += [_curve(curve, index, x, to) for index, curve in enumerate(curves)]
    for a, b, name in dots:
        across, up = to(a, b)
        parts.append(f'<circle cx="{across:.1f}" cy="{up:.1f}" r="3.5"/>')
        end = ' class="end"' if across > (LEFT + RIGHT) * 0.6 else ""
        shift = -7 if end else 7
        parts.append(f'<text{end} x="{across + shift:.1f}" y="{up + 4:.1f}">{escape(name)}</text>')
    label = escape(" ".join(words.split()), quote=True)
    return (
        f'<figure class="sketch"><svg role="img" aria-label="{label}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg></figure>'
    )


def _n(value: float) -> str:
    return f"{value:g}".replace("-", "−")

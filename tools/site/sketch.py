"""Draw what a teacher draws on a board: axes, curves and dots, as SVG in chalk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import numpy as np

WIDTH, HEIGHT = 260, 170
LEFT, RIGHT, TOP, BOTTOM = 30, 250, 14, 146

Curve = tuple[Callable[[Any], Any], str, float]  # a function of x, its name, and where that stands
Range = tuple[float, float]
Place = Callable[[Any, Any], tuple[Any, Any]]  # from x and y to the picture


def sketch(
    words: str,
    *,
    x: Range,
    y: Range,
    axes: tuple[str, str],
    curves: Sequence[Curve] = (),
    dots: Sequence[tuple[float, float, str]] = (),
    marks: Sequence[float] = (),
    heights: Sequence[float] = (),
) -> str:
    """Return a sketch as SVG, with `words` for those who do not see it.

    `x` and `y` are the ends of the axes, `axes` their names. Each of the `curves` over x has its
    name beside it at one x, each of the `dots` too; `marks` and `heights` are values to write along
    the axes, across and up.
    """

    def to(a: Any, b: Any) -> tuple[Any, Any]:
        across = LEFT + (np.asarray(a) - x[0]) / (x[1] - x[0]) * (RIGHT - LEFT)
        return across, BOTTOM - (np.asarray(b) - y[0]) / (y[1] - y[0]) * (BOTTOM - TOP)

    parts = _axes(axes, marks, heights, to)
    parts += [_curve(curve, f"chalk{i % 3}", x, to) for i, curve in enumerate(curves)]
    parts += [_dot(*to(a, b), name) for a, b, name in dots]
    label = escape(" ".join(words.split()), quote=True)
    return (
        f'<figure class="sketch"><svg role="img" aria-label="{label}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg></figure>'
    )


def _text(words: str, kind: str, across: float, up: float) -> str:
    return f'<text class="{kind}" x="{across:.1f}" y="{up:.1f}">{escape(words)}</text>'


def _axes(
    names: tuple[str, str], marks: Sequence[float], heights: Sequence[float], to: Place
) -> list[str]:
    def number(value: float) -> str:
        return f"{value:g}".replace("-", "−")

    return [
        f'<path class="axis" d="M{LEFT} {TOP - 6}V{BOTTOM}H{RIGHT + 4}"/>',
        _text(names[1], "axis", LEFT + 6, TOP - 2),
        _text(names[0], "axis end", RIGHT + 4, BOTTOM - 5),
        *(_text(number(m), "axis middle", float(to(m, 0)[0]), BOTTOM + 13) for m in marks),
        *(_text(number(h), "axis end", LEFT - 4, float(to(0, h)[1]) + 4) for h in heights),
    ]


@np.errstate(all="ignore")
def _curve(curve: Curve, chalk: str, x: Range, to: Place) -> str:
    function, name, where = curve
    grid = np.linspace(*x, 97)
    across, up = to(grid, np.broadcast_to(function(grid), grid.shape))
    inside = np.isfinite(up) & (up >= TOP - 1) & (up <= BOTTOM + 1)
    pieces, pen = [], "M"
    for a, b, drawn in zip(across, up, inside, strict=True):
        if drawn:
            pieces.append(f"{pen}{a:.1f} {b:.1f}")
        pen = "L" if drawn else "M"
    spot = np.array([where, where + 0.01 * (x[1] - x[0])])
    (a, _), (b, ahead) = to(spot, np.broadcast_to(function(spot), spot.shape))
    rises = ahead < b - 0.1  # then its name stands to the left, not on it
    kind, shift = (f"{chalk} end", -6) if rises else (chalk, 6)
    beside = _text(name, kind, a + shift, b - 5)
    return f'<path class="{chalk}" d="{"".join(pieces)}"/>{beside}'


def _dot(across: float, up: float, name: str) -> str:
    kind, shift = ("end", -7) if across > (LEFT + RIGHT) * 0.6 else ("dot", 7)
    circle = f'<circle cx="{across:.1f}" cy="{up:.1f}" r="3.5"/>'
    return circle + _text(name, kind, across + shift, up + 4)

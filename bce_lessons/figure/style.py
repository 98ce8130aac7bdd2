"""How every figure comes to look, and to speak, alike."""

from __future__ import annotations

import base64
import functools
import html
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
import numpy as np
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from PIL import Image

from bce_lessons import _options as options
from bce_lessons.figure.letters import lend
from bce_lessons.figure.near import bring_near, fit_words
from bce_lessons.palette import LETTERS, NIGHT, PALETTE

P = ParamSpec("P")
R = TypeVar("R")

HERE = Path(__file__).parent
INCHES = options.Interval(0, 100, "right")
SHARP = 1.5  # pixels of a PNG for one of the page: sharp on a projector, small in a notebook
ABREAST = 2  # Axes in a row
NEAR = "BCE_LESSONS_NEAR"  # in the environment of lessons that are run for slides, too
NEAR_PNG = "application/vnd.bce-lessons.near+json"  # the same figure for the last row of a room
DARK_PAGES = (  # Jupyter's own, the site's, those of hosts
    '[data-jp-theme-light="false"]', '[data-theme="dark"]', '[theme="dark"]', ".vscode-dark",
)  # fmt: skip
PAPER = "#ffffff"
HALO = withStroke(linewidth=3, foreground=PAPER)
ALL_THE_ROOM = ".jp-RenderedHTMLCommon:has(> .bce-figure) { padding-right: 0; }"  # of JupyterLab
SIBLINGS = {PALETTE[name]: LETTERS[name] for name in PALETTE}
STYLE = mpl.rc_params_from_file(HERE / "bce_lessons.mplstyle", use_default_template=False)
for _font in sorted((HERE / "fonts").glob("*.otf")):
    font_manager.fontManager.addfont(_font)


def styled(plot: Callable[P, R]) -> Callable[P, R]:
    """Draw under the course's style, and leave the reader's own settings as they were.

    NumPy's settings for errors change nothing either.

    A $ in a name that the caller gave is a dollar: only formulas that stood on the Axes before
    are still read as such. Words in a colour of the palette take its darker sibling. No line runs
    through the letters of a word between the axes.
    """

    @functools.wraps(plot)
    @np.errstate(all="ignore")
    def draw(*args: P.args, **kwargs: P.kwargs) -> R:
        if (ax := kwargs.get("ax")) is not None:
            options.instance("ax", ax, Axes, "as plt.gca() or new_axes() returns")
        before = _words(ax)
        with mpl.rc_context(STYLE):
            drawn = plot(*args, **kwargs)
        for text in _words(drawn) - before:
            if "$" in text.get_text():
                text.set_parse_math(False)
            color = to_hex(text.get_color()).upper()
            text.set_color(SIBLINGS.get(color, text.get_color()))
            between = text.axes is not None and text in text.axes.texts
            if between and to_hex(text.get_color()) != PAPER:
                text.set_path_effects([HALO])
        return drawn

    return draw


def _words(drawn: object) -> set[Text]:
    """Return the texts of Axes, or of a list of them, that say something."""
    found = drawn if isinstance(drawn, list | tuple) else [drawn]
    texts = [text for ax in found if isinstance(ax, Axes) for text in _texts(ax)]
    return {text for text in texts if isinstance(text, Text) and text.get_text()}


def _texts(ax: Axes) -> Iterator[Artist]:
    """Yield the texts of Axes, also of the ticks that they have: a new one has nothing to say."""
    for part in ax.get_children():
        if not isinstance(part, Axis):
            yield from part.findobj(Text)
            continue
        yield from (part.label, part.offsetText)
        for kind in ("majorTicks", "minorTicks"):
            for tick in vars(part).get(kind, ()):
                yield from (tick.label1, tick.label2)


@styled
def new_axes(
    n_axes: int = 1, *, size: tuple[float, float] | None = None, **share: Any
) -> list[Axes]:
    """Return the Axes of a new figure that pyplot does not know: nothing to close, nothing leaks.

    Parameters
    ----------
    n_axes : int
        How many Axes. Two stand side by side, more in rows of two: three in a row would have
        letters too small to read in a narrow window.
    size : tuple of float, optional
        Width and height in inches; by default the style's. A notebook has room for a width of 6.4.
    **share : dict
        `sharex` and `sharey` of `matplotlib.figure.Figure.subplots`.

    Raises
    ------
    ValueError, TypeError
        If `n_axes` is no whole number from 1 to 20, or `size` no pair of numbers above 0 and at
        most 100.
    """
    n_axes = options.whole("n_axes", n_axes, 1, 20)
    if size is not None:
        pair = options.several("size", size, INCHES)
        if len(pair) != 2:
            options.reject("size", size, "give two numbers, width and height in inches", ValueError)
        size = pair[0], pair[1]
    figure = Figure(figsize=size)
    FigureCanvasAgg(figure)
    columns = min(n_axes, ABREAST)
    axes = figure.subplots(-(-n_axes // columns), columns, squeeze=False, **share).flat
    for spare in axes[n_axes:]:
        spare.remove()
    return list(axes[:n_axes])


def or_new(ax: Axes | None, size: tuple[float, float] | None = None) -> Axes:
    """Return the Axes that a figure was given, or those of a new one of its own size."""
    return new_axes(size=size)[0] if ax is None else ax


def describe(ax: Axes, sentence: str) -> Axes:
    """Say in one sentence, with its numbers, what `ax` shows; `alt_text` reads it back."""
    ax.set_label(sentence)
    return ax


def alt_text(*axes: Axes) -> str:
    """Return what the figure shows, in words: one sentence for each of the Axes.

    Parameters
    ----------
    *axes : matplotlib.axes.Axes
        Axes that a function of this package drew.

    Raises
    ------
    ValueError
        If one of them was never described.

    Examples
    --------
    >>> from bce_lessons.plots import alt_text, describe, new_axes
    >>> (ax,) = new_axes()
    >>> alt_text(describe(ax, "An empty pair of axes."))
    'An empty pair of axes.'
    """
    for ax in axes:
        label = ax.get_label()
        if not isinstance(label, str) or not label or label.startswith("_"):
            raise ValueError(
                f"{ax!r} has no description: call describe(ax, 'one sentence on what it shows')"
            )
    return " ".join(str(ax.get_label()) for ax in axes)


def png(figure: Figure, dpi: float) -> bytes:
    """Return the figure as a PNG: opaque, small, the same bytes every time."""
    figure.set_dpi(dpi)
    lend(figure)
    canvas: Any = FigureCanvasAgg(figure)
    if isinstance(engine := figure.get_layout_engine(), ConstrainedLayoutEngine):
        engine.execute(figure)  # a fixed aspect needs a second round of layout
    canvas.draw()
    file = io.BytesIO()
    Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").save(file, format="png")
    return file.getvalue()


class Picture:
    """A finished figure with its words: what `show` hands to the notebook."""

    def __init__(self, png: bytes, alt: str, size: tuple[int, int]) -> None:
        self.png, self.alt, self.size = png, alt, size
        self.near: Picture | None = None

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        width, height = self.size
        image = {"alt": self.alt, "width": width, "height": height}
        data: dict[str, Any] = {
            "image/png": self.png, "text/plain": self.alt, "text/html": self._live(),
        }  # fmt: skip
        if self.near:
            png = base64.b64encode(self.near.png).decode()
            data[NEAR_PNG] = {"png": png, "size": list(self.near.size)}
        return data, {"image/png": image}

    def _live(self) -> str:
        """Return the picture with its words, which a dark page shows dark.

        Notebooks are committed without it: a dark theme is there only while they are open.
        """
        width, _ = self.size
        source = f"data:image/png;base64,{base64.b64encode(self.png).decode()}"
        style = f":is({', '.join(DARK_PAGES)}) .bce-figure {{ filter: {NIGHT}; }} {ALL_THE_ROOM}"
        return (
            f'<img class="bce-figure" src="{source}" alt="{html.escape(self.alt)}" '
            f'width="{width}"><style>{style}</style>'
        )


@styled
def show(*axes: Axes) -> Picture:
    """Show the figure of `axes` in a notebook, together with its alternative text.

    Parameters
    ----------
    *axes : matplotlib.axes.Axes
        All the described Axes of one figure.

    Returns
    -------
    Picture
        Displayed as a PNG whose alternative text, and whose `repr`, is `alt_text(*axes)`.

    Raises
    ------
    ValueError
        If no Axes are given, they belong to different figures, or one was never described.
    """
    if not axes:
        raise ValueError("axes is empty: pass the Axes that a plot function returned")
    figure = axes[0].figure
    if any(ax.figure is not figure for ax in axes):
        raise ValueError("axes belong to different figures: show them one by one")
    assert isinstance(figure, Figure)  # none of ours is a part of another
    alt, dpi = alt_text(*axes), figure.dpi
    picture = _drawn(figure, alt, dpi)
    if os.environ.get(NEAR):
        picture.near = _drawn(bring_near(figure), alt, dpi)
    return picture


def _drawn(figure: Figure, alt: str, dpi: float) -> Picture:
    lend(figure)
    fit_words(figure)
    width, height = (round(inches * dpi) for inches in figure.get_size_inches())
    picture = Picture(png(figure, SHARP * dpi), alt, (width, height))
    figure.set_dpi(dpi)
    return picture

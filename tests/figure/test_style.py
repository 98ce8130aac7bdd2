"""The look and the words that all figures share."""

import base64
import io
import warnings

import matplotlib as mpl
import matplotlib.image
import numpy as np
import pytest
from matplotlib import font_manager
from matplotlib.text import Text

from bce_lessons.figure.style import HERE, STYLE, png
from bce_lessons.palette import DARK, DASHES, MARKERS, NIGHT, PALETTE
from bce_lessons.plots import (
    alt_text,
    certain_miss,
    costliest_bars,
    describe,
    loss_curves,
    loss_parts,
    new_axes,
    reliability_curves,
    show,
    styled,
)

WORDS = "A line that rises from zero to one, and back again."


@pytest.fixture
def ax():
    (made,) = new_axes()
    made.plot([0, 1, 0])
    return describe(made, WORDS)


def test_a_picture_is_its_pixels_and_its_words(ax):
    picture = show(ax)
    data, metadata = picture._repr_mimebundle_()
    assert repr(picture) == data["text/plain"] == metadata["image/png"]["alt"] == WORDS
    height, width, channels = matplotlib.image.imread(io.BytesIO(data["image/png"])).shape
    shown = metadata["image/png"]
    assert (width, height) == pytest.approx((1.5 * shown["width"], 1.5 * shown["height"]), abs=1)
    assert channels == 3, "opaque: a dark page must not shine through"


def test_an_open_notebook_shows_it_with_its_words_and_in_the_dark_dark():
    (ax,) = new_axes()
    picture = show(describe(ax, 'A <line> that says "no".'))
    live = picture._repr_mimebundle_()[0]["text/html"]
    encoded = base64.b64encode(picture.png).decode()
    assert f'src="data:image/png;base64,{encoded}"' in live
    assert 'alt="A &lt;line&gt; that says &quot;no&quot;."' in live
    assert f'width="{picture.size[0]}"' in live
    assert '[data-jp-theme-light="false"]' in live
    assert f".bce-figure {{ filter: {NIGHT}; }}" in live


def test_the_same_figure_is_the_same_bytes(ax):
    assert show(ax).png == show(ax).png


def test_words_of_several_axes_are_joined():
    left, right = new_axes(2, sharey=True)
    describe(left, "On the left, nothing.")
    describe(right, "On the right, nothing either.")
    assert alt_text(left, right) == "On the left, nothing. On the right, nothing either."
    assert show(left, right).alt == alt_text(left, right)


def test_an_undescribed_figure_is_not_shown():
    (bare,) = new_axes()
    with pytest.raises(ValueError, match="has no description: call describe"):
        show(bare)


def test_axes_of_one_figure_only(ax):
    with pytest.raises(ValueError, match="axes is empty"):
        show()
    with pytest.raises(ValueError, match="belong to different figures"):
        show(ax, describe(new_axes()[0], WORDS))


def test_a_fixed_aspect_clips_no_label():
    (square,) = new_axes(size=(5, 2))
    square.set(aspect="equal", xlim=(0, 1), ylim=(0, 1), xlabel="along", ylabel="up")
    figure = square.figure
    image = matplotlib.image.imread(io.BytesIO(png(figure, 100)))
    edges = [image[0], image[-1], image[:, 0], image[:, -1]]
    assert all(np.all(edge == 1) for edge in edges), "something touches the border"


def test_a_figure_without_layout_is_drawn_as_it_is():
    (plain,) = new_axes()
    plain.figure.set_layout_engine("none")
    before = plain.get_position().bounds
    png(plain.figure, 50)
    assert plain.get_position().bounds == before


def test_the_readers_own_settings_stay():
    before = dict(mpl.rcParams)
    loss_curves()
    assert dict(mpl.rcParams) == before

    @styled
    def size():
        return mpl.rcParams["font.family"]

    assert size() == ["BCE Inter"]
    assert size.__name__ == "size"


def test_the_font_travels_with_the_package():
    for weight in (400, 600):
        found = font_manager.findfont(
            font_manager.FontProperties(family="BCE Inter", weight=weight),
            fallback_to_default=False,
        )
        assert str(HERE) in found
    assert STYLE["svg.hashsalt"], "SVG files are the same at every run"


def test_no_colour_speaks_alone():
    assert len(set(PALETTE.values())) == len(PALETTE)
    assert DARK.keys() == PALETTE.keys()
    labels = ("one", "zero")
    assert len({MARKERS[name] for name in labels}) == len({DASHES[name] for name in labels}) == 2
    assert MARKERS["loss"] != MARKERS["squared"]
    assert DASHES["loss"] != DASHES["squared"]


@pytest.mark.parametrize(("colors", "paper"), [(PALETTE, "#FFFFFF"), (DARK, "#111111")])
def test_curves_stand_out_from_the_page(colors, paper):
    def luminance(color):
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in mpl.colors.to_rgb(color)
        ]
        return np.dot([0.2126, 0.7152, 0.0722], linear)

    for name in ("one", "zero", "squared", "ink", "faint"):
        low, high = sorted([luminance(colors[name]), luminance(paper)])
        assert (high + 0.05) / (low + 0.05) >= 3, f"WCAG 1.4.11: {name} on {paper}"


DOLLARS = "costs $5_{ and $10"
DRAWN = {
    "certain_miss": lambda: certain_miss({DOLLARS: 36.0, "other": 40.0}),
    "costliest_bars": lambda: costliest_bars({DOLLARS: 3.0, "other": 1.0}),
    "loss_parts": lambda: loss_parts([0.2, 0.8], {DOLLARS: [0.3, 0.7]}),
    "reliability_curves": lambda: reliability_curves([0, 1, 1], {DOLLARS: [0.3, 0.6, 0.7]}),
}


@pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
def test_a_dollar_in_a_name_is_a_dollar(draw):
    made = draw()
    shown = [text for text in made.findobj(Text) if "$" in text.get_text()]
    assert shown
    assert not any(text.get_parse_math() for text in shown)
    assert DOLLARS in show(made).alt


def test_formulas_of_ones_own_stay_formulas(ax):
    @styled
    def add(name, *, ax):
        return [ax.text(0, 0, name).axes]

    mine = ax.text(0, 0.5, r"$\log p$")
    add("$5", ax=ax)
    ax.set_title("$x$")
    flags = {text.get_text(): text.get_parse_math() for text in ax.findobj(Text)}
    assert (flags[r"$\log p$"], flags["$5"], flags["$x$"]) == (True, False, True)
    assert mine in ax.texts


def test_letters_that_the_typeface_lacks_are_lent_in_any_figure(ax):
    ax.set_title("漢字, العربية\t🎉")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        show(ax)
    title = next(text for text in ax.findobj(Text) if "العربية" in text.get_text())
    assert "DejaVu Sans" in title.get_fontfamily()
    assert "\t" not in title.get_text()

"""Words in a still: printed as they are, whatever they hold, or boxed where no font has them."""

import io
import warnings

import matplotlib.image
import numpy as np
import pytest
from ipywidgets import IntSlider
from matplotlib.figure import Figure
from matplotlib.text import Text
from small import panel, small

from bce_lessons.explore.still import picture
from bce_lessons.explorers import Explorer
from bce_lessons.figure import letters
from bce_lessons.figure.style import png

ODD = [
    "costs $5 and wins $10",
    "$5_{ and $",
    r"100 % of \frac{a}{b}^2_i $\alpha$ \$",
    "_x ^2 {a} %s %(n)d",
    "日本語の文 and 한국어",
    "العربية p = 0.5 עברית",
    "an emoji 🎉, a flag 🇩🇪, a family 👨‍👩‍👧, a heart ❤️",
    "tab\there, bell\x07, null\x00, line\nbreak\r\n",
    "half a pair \ud800 and private \ue000",
    "",
    "W" * 400,
    "漢" * 200,
]


def odd(text, still=False):
    """Return an explorer that says a text in every place it has."""
    ex = Explorer(lambda: text, title=text)
    ax = ex.panel(text, text, x=(0, 1), y=(0, 1), title=text, xticks={0.5: text}, yticks={0: text})
    ax.text(0, 0.5, text)
    return ex


def drawn(figure):
    """Return the texts of a figure, where matplotlib parses none of them."""
    texts = figure.findobj(Text)
    assert not any(text.get_parse_math() for text in texts if text.get_text())
    return [text.get_text() for text in texts if text.get_text()]


@pytest.mark.parametrize("text", ODD, ids=map(str, range(len(ODD))))
def test_every_text_is_drawn_without_a_warning(text, caplog):
    ex = odd(text)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data, metadata = ex._repr_mimebundle_()
    assert matplotlib.image.imread(io.BytesIO(data["image/png"])).min() < 0.5
    assert not caplog.records, "nor does matplotlib say which fonts it missed"
    alt = metadata["image/png"]["alt"]
    assert alt.count(text) >= 4, "the alternative text keeps the true words"
    assert data["text/plain"] == text


@pytest.mark.parametrize("text", ODD[:4])
def test_marks_of_formulas_are_printed_as_they_are(text):
    words = drawn(picture(odd(text)))
    assert words.count(text) >= 5  # sentence, axis, title, ticks, mark
    assert f"↑ {text}" in words


def test_a_dollar_takes_as_much_room_as_it_is_wide():
    def ink(text):
        ex = Explorer(lambda: text)
        return (matplotlib.image.imread(io.BytesIO(ex.still().png))[..., 0] < 0.9).any(axis=0).sum()

    assert ink("$5 and $6") > ink("5 and 6") > 0


@pytest.mark.parametrize(
    "text", ["W" * 400, "a" * 400, "漢" * 200, "lone " * 200, "i" * 1000], ids=list("Wahli")
)
def test_a_long_sentence_stays_inside_the_picture(text):
    ex = small()
    ex.sentence.rows[...] = text
    panel(ex)
    figure = picture(ex)
    (said,) = figure.texts
    png(figure, 150)
    room = said.get_window_extent()
    assert room.x1 <= figure.bbox.width
    assert room.y0 >= figure.axes[0].bbox.y1
    assert said.get_text().replace("\n", "").replace(" ", "") == letters.plain(text).replace(
        " ", ""
    )


def test_letters_are_lent_by_another_font_or_boxed():
    assert letters.plain("p → 0.5, ½ ≤ σ") == "p → 0.5, ½ ≤ σ"
    assert letters.plain("العربية") == "العربية"  # matplotlib's own font has them
    assert letters.plain("\ue000\ud800\U000e0fff") == "□□□"
    assert letters.plain("a\U000e0020b\U0001d167c") == "abc"  # tags and marks have no width
    assert letters.plain("one\ttwo\n\n\x00three\u2028four") == "one two three four"


def test_a_machine_with_no_other_font_shows_boxes(monkeypatch):
    monkeypatch.setattr(letters, "_families", tuple)
    letters._lender.cache_clear()
    try:
        assert letters.plain("漢字 🎉 p") == "□□ □ p"
    finally:
        letters._lender.cache_clear()


def test_a_font_of_this_machine_lends_its_letters(monkeypatch):
    have = {"BCE Inter": "p ", "Song": "漢"}
    monkeypatch.setattr(letters, "_letters", lambda name: frozenset(have.get(name, "")))
    monkeypatch.setattr(letters, "_families", lambda: ("Gothic", "Song"))
    letters._lender.cache_clear()
    try:
        assert letters.plain("漢 p 字") == "漢 p □"
        monkeypatch.setattr(letters.font_manager, "findfont", lambda *args, **more: "")
        figure = Figure()
        words = figure.text(0, 0, "漢 p 字\n漢", family="BCE Inter")
        letters.lend(figure)
        assert words.get_fontfamily() == ["BCE Inter", "Song"]
        assert words.get_text() == "漢 p □\n漢"
    finally:
        letters._lender.cache_clear()


def test_a_font_that_cannot_be_read_lends_nothing(monkeypatch):
    def broken(path):
        raise RuntimeError("broken file")

    monkeypatch.setattr(letters, "FT2Font", broken)
    assert letters._letters.__wrapped__("DejaVu Sans") == frozenset()


def test_ordinary_words_are_not_touched():
    figure = picture(small())
    before = [(t.get_text(), t.get_fontfamily()) for t in figure.findobj(Text)]
    letters.lend(figure)
    assert [(t.get_text(), t.get_fontfamily()) for t in figure.findobj(Text)] == before


@pytest.mark.parametrize("words", [{"xlabel": 3}, {"ylabel": None}, {"title": np.pi}])
def test_words_beside_a_panel_are_strings(words):
    (name, text) = next(iter(words.items()))
    given = {"xlabel": "p", "ylabel": "loss"} | words
    with pytest.raises(ValueError, match=f"^panel 1: {name}={text} is not a string"):
        small().panel(**given, x=(0, 1), y=(0, 1))


def test_ticks_have_places_and_words():
    for chosen in ({0.5: 5}, {"0.5": "half"}, {np.nan: "none"}, ["a"], [None]):
        with pytest.raises(
            ValueError, match=r"^panel 1: xticks.* (is not a string|finite numbers)"
        ):
            panel(small(), xticks=chosen)
    assert panel(small(), xticks={0.5: "half", 7: "outside"}).xticks == [(0.5, "half")]


@pytest.mark.parametrize(
    "made",
    [
        lambda long: Explorer(say=lambda p: long, p=IntSlider(0, 0, 1)),
        lambda long: Explorer(say=lambda p: str(p), title=long, p=IntSlider(0, 0, 1)),
        lambda long: panel(small(), title=long),
        lambda long: panel(small()).text(0, 0, long),
    ],
)
def test_a_text_that_no_picture_has_room_for_is_refused(made):
    made("o" * 2_000)
    with pytest.raises(ValueError, match=r": 2,001 letters: say it in at most 2,000$"):
        made("o" * 2_001)

"""Letters that the course's typeface lacks: lent by a font of this machine, else a box."""

from __future__ import annotations

import functools
import logging
import re
import unicodedata
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

OWN = "BCE Inter"
FIRST = "DejaVu Sans"  # comes with matplotlib: the same on every machine
BOX = "□"
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
UNSEEN = ("Cf", "Me", "Mn")  # direction marks, accents, variation selectors
UNDRAWABLE = ("Cn", "Co", "Cs")  # unassigned, private, half of a pair


def plain(text: str) -> str:
    r"""Return what can be drawn of a text, in one line: a box stands for a letter nobody has.

    Examples
    --------
    >>> plain("p = 0.5,\tsure\n")
    'p = 0.5, sure '
    >>> plain("\ue000")
    '□'
    """
    text = CONTROLS.sub(" ", text)
    return text if set(text) <= _letters(OWN) else "".join(map(_drawn, text))


def lend(figure: Figure) -> None:
    """Let every text of a figure borrow the letters that its own font lacks."""
    for text in figure.findobj(Text):
        words = str(getattr(text, "get_text", str)())
        others = set(words) - _letters(OWN) - {"\n"}
        if others:
            text.set_text("\n".join(map(plain, words.split("\n"))))
            lenders = sorted({str(_lender(letter)) for letter in others if _lender(letter)})
            text.set_fontfamily([*text.get_fontfamily(), *lenders])
            _find(text, lenders)


def _find(text: Text, families: list[str]) -> None:
    """Find fonts once, in silence: matplotlib would say of each which weight it lacks."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        for family in families:
            wanted = text.get_fontproperties().copy()
            wanted.set_family([family])
            font_manager.findfont(wanted, fallback_to_default=False)
    finally:
        log.setLevel(level)


def _drawn(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind in UNDRAWABLE:
        return BOX
    if _lender(letter):
        return letter
    return "" if kind in UNSEEN else BOX


@functools.cache
def _lender(letter: str) -> str | None:
    """Return the family that has a letter: the course's own, matplotlib's, or another."""
    found = (name for name in (OWN, FIRST, *_families()) if letter in _letters(name))
    return next(found, None)


@functools.cache
def _families() -> tuple[str, ...]:
    """Return the other fonts of this machine: plain ones before those like a typewriter's."""
    own = Path(mpl.get_data_path())  # matplotlib's fonts for formulas are not for words
    names = {name for name, path in _files().items() if own not in Path(path).parents}
    return tuple(sorted(names, key=lambda name: ("Sans" not in name, "Mono" in name, name)))


@functools.cache
def _files() -> dict[str, str]:
    """Return the file of each upright family whose weight is nearest to that of plain text."""
    fonts = [font for font in font_manager.fontManager.ttflist if font.style == "normal"]
    weights = font_manager.weight_dict
    fonts.sort(key=lambda font: -abs(int(weights.get(str(font.weight), font.weight)) - 400))
    return {font.name: font.fname for font in fonts}


@functools.cache
def _letters(name: str) -> frozenset[str]:
    """Return the letters that a family can draw as outlines."""
    try:
        font = FT2Font(_files()[name])
    except (KeyError, OSError, RuntimeError):  # a font that cannot be read lends nothing
        return frozenset()
    return frozenset(map(chr, font.get_charmap())) if font.scalable else frozenset()

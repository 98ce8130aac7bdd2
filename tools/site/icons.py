"""The icons that pages show, drawn into them: the theme would load a script with thousands.

An icon in a page becomes the picture that the theme's script would put there. One that a style
sheet or another script puts comes from the theme's font, cut down to the letters that are left.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tools.stop import Stop

MARK = re.compile(r'<(?P<tag>i|span)(?P<before>[^>]*?) class="(?P<names>[^"]*\bfa-[^"]*)"'
                  r"(?P<after>[^>]*)></(?P=tag)>")  # fmt: skip
STYLES = {"fa-solid": "fas", "fa-regular": "far", "fa-brands": "fab"}
PACK = re.compile(r'\("(fa[brs])",b\)')  # ends what the script draws in a style
DRAWN = re.compile(
    r'"?(?P<name>[\w-]+)"?:\[(?P<size>\d+,\d+),\[(?P<others>[^\]]*)\],"[0-9a-f]+","(?P<path>[^"]+)"\]'
)
LETTER = re.compile(r"\\([0-9a-f]{4})(?![0-9a-f])")
# How an icon is set, and not which one it is.
LOOKS = re.compile(r"fa-(lg|sm|xs|xl|fw|spin|pulse|\dx|2xs|2xl|pull-\w+|rotate-\w+|flip-\w+)")
DRAW = '<svg{} class="svg-inline--fa {}" viewBox="0 0 {} {}" aria-hidden="true"{}>'


@dataclass(frozen=True)
class Icon:
    """A picture of one path."""

    wide: str
    high: str
    path: str


def drawn(script: str) -> dict[tuple[str, str], Icon]:
    """Read all icons from the theme's script, by style and name."""
    found = {}
    for pack in PACK.finditer(script):
        begins = script.rindex("var b={", 0, pack.start())
        for one in DRAWN.finditer(script, begins, pack.start()):
            wide, high = one["size"].split(",")
            for name in (one["name"], *re.findall(r'"([\w-]+)"', one["others"])):
                found[pack[1], name] = Icon(wide, high, one["path"])
    return found


def wanted(names: str) -> tuple[str, str] | None:
    """Return the style and the name of the icon that classes ask for; None if they ask for none."""
    classes = names.split()
    style = next((STYLES[one] for one in classes if one in STYLES), "")
    asked = [one for one in classes if one.startswith("fa-") and one not in STYLES]
    asked = [one for one in asked if not LOOKS.fullmatch(one)]
    return (style, asked[0].removeprefix("fa-")) if style and asked else None


def used(page: str) -> set[tuple[str, str]]:
    """List the icons of a page, by style and name."""
    found = (wanted(mark["names"]) for mark in MARK.finditer(page))
    return {one for one in found if one}


def put(page: str, known: Mapping[tuple[str, str], Icon]) -> str:
    """Return a page with its icons drawn."""

    def draw(mark: re.Match[str]) -> str:
        one = wanted(mark["names"])
        if not one:
            return mark[0]
        if one not in known:
            raise Stop(f"the theme has no icon {one[1]} ({one[0]}), which a page asks for")
        icon, kept = known[one], [name for name in mark["names"].split() if name not in STYLES]
        svg = DRAW.format(mark["before"], " ".join(kept), icon.wide, icon.high, mark["after"])
        return f'{svg}<path fill="currentColor" d="{icon.path}"/></svg>'

    return MARK.sub(draw, page)


def letters(style: str) -> set[str]:
    """Return the letters of the font of icons that a style sheet has."""
    return {
        chr(int(code, 16)) for code in LETTER.findall(style) if 0xE000 <= int(code, 16) < 0xF900
    }

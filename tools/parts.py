"""What a build holds: the whole course, or one `--without solutions`, or teachers' pages."""

from __future__ import annotations

import argparse
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

NAMES = ("solutions", "teachers")
LINK = re.compile(r'(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)(?:\s+"[^"]*")?\)')
TAG = re.compile(r'<a\b[^>]*?\shref="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
# Words that stand in a page only if the build has a part: <!-- solutions: -->…<!-- :solutions -->.
ONLY_WITH = re.compile(r"<!-- (?P<part>\w+): -->(?P<words>.*?)<!-- :(?P=part) -->", re.DOTALL)
TOCTREE = re.compile(
    r"^(`{3,})\{toctree\}\n(?:(?::.*)?\n)*(?P<names>(?:.+\n)*?)\1(?:\n|\Z)", re.MULTILINE
)


@dataclass(frozen=True)
class Parts:
    """Tells what a build leaves out, by the place of a page: a folder or a file of that name."""

    without: tuple[str, ...] = ()

    def has(self, place: str | PurePath) -> bool:
        """Say whether a page, or all that a folder has, is in the build."""
        names = [PurePath(name).stem for name in PurePath(place).parts]
        return not any(name in self.without for name in names)

    def leads(self, target: str, page: str) -> bool:
        """Say whether a link of a page leads to what is in the build, or elsewhere."""
        place = posixpath.join(posixpath.dirname(page), target.partition("#")[0])
        return ":" in target or self.has(posixpath.normpath(place))

    def said(self, text: str) -> str:
        """Return a page's text without the words on what is left out, and without their marks."""
        return ONLY_WITH.sub(lambda it: self.said(it["words"]) * self.has(it["part"]), text)

    def linked(self, text: str, page: str) -> str:
        """Return a page's text with its links; those to what is left out are plain words."""
        text = self.said(text)
        if not self.without:
            return text

        def listed(match: re.Match[str]) -> str:
            names = match["names"].splitlines(keepends=True)
            kept = [name for name in names if self.leads(name.strip(), page)]
            return match[0].replace(match["names"], "".join(kept)) if kept else ""

        text = TOCTREE.sub(listed, text)
        text = LINK.sub(lambda link: link[0] if self.leads(link[2], page) else link[1], text)
        return TAG.sub(lambda link: link[0] if self.leads(link[1], page) else link[2], text)


def add_option(parser: argparse.ArgumentParser) -> None:
    """Let a task take `--without`, once for each part, or with several between commas."""
    parser.add_argument(
        "--without",
        action="extend",
        type=named,
        default=[],
        metavar="PART",
        help=f"leave out {' or '.join(NAMES)}; may be repeated",
    )


def named(text: str) -> list[str]:
    """Read the parts that an option names."""
    found = [name.strip() for name in text.split(",")]
    for name in found:
        if name not in NAMES:
            raise argparse.ArgumentTypeError(f"{name!r} is no part: {' or '.join(NAMES)}")
    return found


def chosen(without: Sequence[str]) -> Parts:
    """Return the parts that the options of a command line leave."""
    return Parts(tuple(name for name in NAMES if name in without))

"""What the course has laid into a learner's folder: a line for each, only ever added to.

`made DIGEST PLACE` is written before a file is laid: a file of that content holds nothing of
the learner's. `given DIGEST PLACE` is written once it lies there: it need not be laid again. One
that lies beside the learner's own was given at both places. However a start ends between the two,
nothing is lost or left out.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from tools.setup import owned
from tools.stop import Stop

NAME = "laid.txt"
NAMES = "surrogateescape"  # a name need not be UTF-8: it is written as it is
LINE = re.compile(r"(made|given) ([0-9a-f]{64}) (.+)")


@dataclass
class Ledger:
    """The lines of a folder; a line that was cut short is as good as none."""

    folder: Path
    is_known: bool = field(init=False)  # what was laid by earlier starts
    made: set[str] = field(default_factory=set)
    given: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Read what is there."""
        text = ""
        with contextlib.suppress(OSError):
            text = (self.folder / NAME).read_text(encoding="utf-8", errors=NAMES)
        for line in text.splitlines():
            if match := LINE.fullmatch(line):
                self.note(*match.groups())
        self.is_known = bool(self.given)

    def note(self, word: str, digest: str, place: str) -> None:
        """Know a line."""
        if word == "made":
            self.made.add(digest)
        else:
            self.given.add((digest, place))

    def knows(self, place: str) -> bool:
        """Tell whether anything was given at a place."""
        return any(place == known for _, known in self.given)

    def add(self, word: str, digest: str, place: str) -> None:
        """Write a line, if it is new."""
        if digest in self.made if word == "made" else (digest, place) in self.given:
            return
        path = self.folder / NAME
        if os.path.lexists(path) and not owned.is_file(path):
            raise Stop(
                f"{self.folder.name}/{NAME} is not a file of the course: rename or delete it"
            )
        with path.open("ab") as file:
            file.write(
                f"\n{word} {digest} {place}".encode(errors=NAMES)
            )  # after one that was cut short
        self.note(word, digest, place)

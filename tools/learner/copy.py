"""Lay the learner's own copy of the lessons, and renew what the learner has not touched.

Touched is what has other words, outputs or tags than were laid. It is never overwritten: a newer
version is laid beside it, once. What the learner deleted is laid again, what the learner renamed or
copied is the learner's, touched or not. Nothing is ever deleted.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path, PurePosixPath

from tools.folders import Folders
from tools.learner import clean, places
from tools.learner.ledger import Ledger
from tools.setup import owned
from tools.stop import Stop

NAME = "my_lessons"
STATE = ".course"  # in the copy: what was laid, and what JupyterLab knows about it
LAID = "Your own copy of the lessons is in {}: what you change there stays yours."
BESIDE = "You and the course have both changed {}. Yours is as it was; new beside it: {}."
UNKNOWN = (
    "Whether the course has changed {} since you got it is not known. "
    "Yours is as it was; the course's is beside it: {}."
)
DAMAGED = "it is damaged: restore it, or get the course again"
TROUBLE = "Not laid into {}: {}."
SHOWN = 3  # of what is in trouble; the rest is in the same


def what(laid: list[str]) -> str:
    """Say what files are: a lesson, or one of its data files and texts."""
    return "a lesson" if all(clean.is_notebook(Path(name)) for name in laid) else "a file"


@dataclass
class Copy:
    """A learner's folder, and what is to be said about it."""

    folders: Folders
    folder: Path
    new: list[str] = field(default_factory=list)  # laid beside what the learner has
    unknown: list[str] = field(default_factory=list)  # so, too, but perhaps not new
    trouble: list[str] = field(default_factory=list)

    @property
    def state(self) -> Path:
        """The course's own files in the learner's folder."""
        return self.folder / STATE

    def lay(self, waits: Callable[[], object] = lambda: None) -> list[str]:
        """Lay or renew the copy; return the lines that say what is worth saying."""
        first = not os.path.lexists(self.folder)
        self.make()
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):  # one may be able to read, and no more
                self.state.mkdir(exist_ok=True)
                if stack.enter_context(owned.alone(self.state, waits)):
                    self.clear()
            self.ledger = Ledger(self.state)
            wanted = places.of_the_course(self.folders)
            for place in wanted:
                self.lay_one(place, wanted)
        lines = [LAID.format(self.shown)] * first
        for said, laid in ((BESIDE, self.new), (UNKNOWN, self.unknown)):
            lines += [said.format(what(laid), ", ".join(laid))] * bool(laid)
        lines += [TROUBLE.format(self.shown, self.told_trouble())] * bool(self.trouble)
        return [line.encode(errors="replace").decode() for line in lines]  # any name can be shown

    def clear(self) -> None:
        """Delete what starts left that ended while they wrote; no other start is under way."""
        for path in self.state.glob("*.part"):
            if path.stem.isdigit() and owned.is_file(path):
                path.unlink()

    def told_trouble(self) -> str:
        """Name what could not be laid, of many the first."""
        more = len(self.trouble) - SHOWN
        return "; ".join(self.trouble[:SHOWN] + [f"and {more} more"] * (more > 0))

    @property
    def shown(self) -> str:
        """The folder's name, as one sees it from the course's folder."""
        inside = self.folders.root in self.folder.parents
        shown = self.folder.relative_to(self.folders.root) if inside else self.folder
        return f"{shown}{os.sep}"

    def make(self) -> None:
        """Make the folder, or stop: there is something else, or it cannot be made."""
        owned.refuse_links(self.folder, self.folder.parent)
        owned.refuse_links(self.state, self.folder)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            said = f"{self.shown[:-1]} is not a folder: rename or delete it, {owned.AGAIN}"
            raise Stop(said) from error
        except OSError as error:
            is_chosen = self.folder != self.folders.root / NAME
            remedy = "name another folder" if is_chosen else "put the course where you may write"
            raise Stop(
                f"the folder {self.folder} cannot be made ({error.strerror}): {remedy}"
            ) from error

    def lay_one(self, place: str, wanted: list[str]) -> None:
        """Lay what belongs to a place, unless it lies there; note what is wrong."""
        try:
            data = clean.copied(self.folders.notebooks / place)
            digest = clean.digest(data, clean.is_notebook(Path(place)))
        except clean.DAMAGED:
            self.trouble.append(f"notebooks/{place} ({DAMAGED})")
            return
        try:
            self.decide(place, data, digest, wanted)
        except OSError as error:
            self.trouble.append(f"{place} ({error.strerror})")
        except Stop as stop:  # many files may want the same to be done
            self.trouble += [str(stop)] * (str(stop) not in self.trouble)

    def decide(self, place: str, data: bytes, digest: str, wanted: list[str]) -> None:
        """Lay a file, renew it, lay it beside the learner's, or leave all as it is."""
        path = self.folder / place
        self.make_folder(path.parent)
        if not os.path.lexists(path):
            self.lay_first(path, data, digest, wanted)
        elif (there := clean.found(path)) == digest:
            with contextlib.suppress(OSError):  # laid by a start that ended early, or by others
                self.ledger.add("made", digest, place)
                self.ledger.add("given", digest, place)
        elif there in self.ledger.made:
            self.put(path, data, digest, place)
        elif clean.found(path, clean.copied) == digest:  # run, and no more
            with contextlib.suppress(OSError):
                self.ledger.add("given", digest, place)
        elif (digest, place) not in self.ledger.given:
            self.lay_beside(place, data, digest)

    def make_folder(self, folder: Path) -> None:
        """Make a folder in the copy, and those above it; what stands there instead is named."""
        if folder == self.folder:
            return
        self.make_folder(folder.parent)
        if os.path.lexists(folder) and (owned.is_link(folder) or not folder.is_dir()):
            what = "a link" if owned.is_link(folder) else "not a folder"
            raise Stop(f"{self.place(folder)} is {what}: rename or delete it")
        folder.mkdir(exist_ok=True)

    def is_ours(self, path: Path) -> bool:
        """Tell whether a file is as the course laid it, then or now."""
        return clean.found(path) in self.ledger.made

    def is_as_laid(self, path: Path) -> bool:
        """Tell whether the course laid a file under this very name, and it is as it was laid."""
        return (clean.found(path), self.place(path)) in self.ledger.given

    def place(self, path: Path) -> str:
        """Return a file's place, seen from the copy."""
        return path.relative_to(self.folder).as_posix()

    def lay_first(self, path: Path, data: bytes, digest: str, wanted: list[str]) -> None:
        """Lay what is not there. A lesson that had another number gets its new name, if untouched.

        One that was touched keeps its name, and is named. One whose number the learner chose is
        left alone.
        """
        place = self.place(path)
        olds = sorted(path.parent.glob(f"[0-9][0-9]_{places.topic(path.name)}"))
        olds = [old for old in olds if self.place(old) not in wanted]
        if self.ledger.is_known:
            olds = [old for old in olds if self.ledger.knows(self.place(old))]
        untouched = [old for old in olds if self.is_as_laid(old)]
        if untouched:
            untouched[-1].rename(path)
        is_news = bool(olds) and not untouched and (digest, place) not in self.ledger.given
        self.put(path, data, digest, place)
        if is_news:
            (self.new if self.ledger.is_known else self.unknown).append(place)

    def lay_beside(self, place: str, data: bytes, digest: str) -> None:
        """Lay a new version beside what the learner has: by the first name that is free."""
        news = self.new if self.ledger.knows(place) else self.unknown
        for number in count(1):
            end = "_new" if number == 1 else f"_new_{number}"
            beside = PurePosixPath(place)
            beside = beside.with_name(f"{beside.stem}{end}{beside.suffix}")
            path = self.folder / beside
            is_free = not os.path.lexists(path) or clean.found(path) == digest
            if is_free or self.is_as_laid(path):
                self.put(path, data, digest, place)
                news.append(beside.as_posix())
                return

    def put(self, path: Path, data: bytes, digest: str, place: str) -> None:
        """Put a file into its place in one step: it is whole, or not there."""
        self.make_folder(self.state)
        self.ledger.add("made", digest, place)
        new = self.state / f"{os.getpid()}.part"
        try:
            with new.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if os.path.lexists(path) and not self.is_ours(path):  # saved a moment ago
                raise FileExistsError(0, "it was being saved: start again")
            new.replace(path)
        except OSError:
            new.unlink(missing_ok=True)
            raise
        self.ledger.add("given", digest, self.place(path))
        self.ledger.add("given", digest, place)

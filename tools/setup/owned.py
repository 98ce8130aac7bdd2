"""Folders that the course makes and may empty: .venv, _site and those in build.

Each holds a mark, which is written first. A folder that has other things and no mark, and all that
lies behind a link, is someone else's: nothing there is deleted or overwritten. Standard library
only, and old syntax: course.py needs this before anything is installed.
"""

import contextlib
import os
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Optional

from tools.stop import Stop

COURSE = "Binary cross-entropy, in your hands"
MARK = "made-by-course.txt"
LOCK = "course.lock"
SAYS = "course.py of bce_lessons made this folder, and may empty it. Keep nothing of yours here.\n"
AGAIN = "then run the same command again."
Known = Optional["Callable[[Path], bool]"]


def is_link(path: Path) -> bool:
    """Tell whether a path is a symbolic link or, on Windows, a junction."""
    try:
        found = os.lstat(str(path))
    except OSError:
        return False
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return stat.S_ISLNK(found.st_mode) or (
        junction is not None and getattr(found, "st_reparse_tag", 0) == junction
    )


def refuse_links(folder: Path, root: Path) -> None:
    """Stop if a folder, or one on the way to it from `root`, is a link."""
    path = folder
    while path != root and path != path.parent:
        if is_link(path):
            raise Stop(what_to_do_with_a_link(path, root))
        path = path.parent


def what_to_do_with_a_link(path: Path, root: Path) -> str:
    """Say where a link leads, and that it has to go."""
    told = "{} is a link to {}, which is left alone: remove the link, {}"
    return told.format(os.path.relpath(str(path), str(root)), path.readlink(), AGAIN)


def check_site(root: Path, *inside: str) -> None:
    """Stop if _site is someone else's, or leads elsewhere, or one of the names in it does."""
    for name in inside:
        refuse_links(root / "_site" / name, root)
    is_ours(root / "_site", root, is_site)


def claim_site(root: Path) -> None:
    """Make _site, or take it if the course made it."""
    claim(root / "_site", root, is_site)


def is_site(folder: Path) -> bool:
    """Recognise a _site that was made before there were marks, by what its pages say."""
    pages = [folder / "index.html", folder / "lessons" / "00_start_here.html"]
    return all(has(page, COURSE) for page in pages)


def has(path: Path, text: str) -> bool:
    """Tell whether a file, and no link, contains a text."""
    return is_file(path) and text in path.read_text(encoding="utf-8", errors="replace")


def is_file(path: Path) -> bool:
    """Tell whether a path is a file itself: no link, folder or pipe."""
    return path.is_file() and not is_link(path)


def claim_work(folder: Path, root: Path) -> None:
    """Make a folder in build, or take it if the course made it; nothing in it may lead out."""
    claim(folder, root)
    for top, folders, files in os.walk(str(folder)):
        for path in map(Path(top).joinpath, folders + files):
            if is_link(path) and not inside(path, folder):
                raise Stop(what_to_do_with_a_link(path, root))


def is_ours(folder: Path, root: Path, known: "Known" = None) -> bool:
    """Tell whether the course made a folder (False: nothing is there); stop if others did.

    `known(folder)` may recognise a folder that was made before there were marks.
    """
    refuse_links(folder, root)
    if not os.path.lexists(str(folder)):
        return False
    name = os.path.relpath(str(folder), str(root))
    if not folder.is_dir():
        raise Stop(f"{name} is not a folder: rename or delete it, {AGAIN}")
    there = names(folder)
    if all(is_our_file(it) and is_file(folder / it) for it in there):  # nothing of anyone's
        return False
    if is_marked(folder) or (known and known(folder)):
        return True
    what = "an environment" if "pyvenv.cfg" in there else "a folder with something in it"
    raise Stop(
        f"{name} is {what} that course.py did not make, and is left alone: rename it (or, if "
        f"nothing in it is needed, delete it), {AGAIN}"
    )


def names(folder: Path) -> "set[str]":
    """Return the names of what is in a folder."""
    return {path.name for path in folder.iterdir()}


def is_our_file(name: str) -> bool:
    """Tell whether a name is the mark's, also one that was not finished, or the lock's."""
    return name.startswith(MARK) or name == LOCK


def is_marked(folder: Path) -> bool:
    """Tell whether a folder has the mark, whole."""
    mark = folder / MARK
    try:
        return is_file(mark) and mark.read_text(encoding="utf-8") == SAYS
    except (OSError, ValueError):
        return False


def claim(folder: Path, root: Path, known: "Known" = None) -> None:
    """Make a folder, or take one that is empty or ours; stop if it is someone else's."""
    is_ours(folder, root, known)
    folder.mkdir(parents=True, exist_ok=True)
    if not is_marked(folder):
        write(folder / MARK, SAYS)


def write(path: Path, text: str) -> None:
    """Write a file in one step, to the disk: it is whole or not there. A link is replaced."""
    new = path.with_name(f"{path.name}.{os.getpid()}")
    remove(new)
    with new.open("x", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def clear(folder: Path, keep: "Sequence[str]" = ()) -> None:
    """Empty a folder that is ours, but for its mark; links go, what they lead to stays."""
    for name in names(folder):
        kept = name in keep and not is_link(folder / name)
        if not is_our_file(name) and not kept:
            remove(folder / name)


def remove(path: Path) -> None:
    """Delete a file, a link, or a folder with all that is in it."""
    if path.is_dir() and not is_link(path):
        shutil.rmtree(str(path))
    elif os.path.lexists(str(path)):
        path.unlink()


def first_link(folder: Path) -> "Path | None":
    """Return a link to a folder elsewhere in a folder, or None: an installer would follow it."""
    for top, folders, _ in os.walk(str(folder)):
        for name in folders:
            path = Path(top, name)
            if is_link(path) and not inside(path, folder):
                return path
    return None


def inside(path: Path, folder: Path) -> bool:
    """Tell whether a path lies in a folder, links followed."""
    top = folder.resolve()
    return top in path.resolve().parents


@contextlib.contextmanager
def alone(folder: Path, wait: "Callable[[], object]") -> "Iterator[IO[str] | None]":
    """Let one process at a time into a block; yield the file that children inherit, or None.

    The system frees the lock when the last process that has it ends, however that ends. `wait` is
    called once, before waiting for another. Where a drive knows no locks, all may enter.
    """
    if os.path.lexists(str(folder / LOCK)) and not is_file(folder / LOCK):
        raise Stop(f"{folder / LOCK} is not a file of course.py: remove it, {AGAIN}")
    with (folder / LOCK).open("a") as file:
        try:
            if not _try(file):
                wait()
                while not _try(file):
                    time.sleep(0.2)
        except OSError:
            yield None
            return
        yield file


def _try(file: "IO[str]") -> bool:
    """Take the lock if it is free; say whether it was."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True

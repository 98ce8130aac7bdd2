"""A file that only grows by whole lines, whoever else writes to it and whatever is killed.

A write is one piece, under a lock that ends with its process, on a file opened for appending, and
synced. A torn line left by a killed process stays where it is; the next write starts afresh.
A file that is too long to be read is not written to either: nothing goes where nobody finds it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

PATIENCE = 5.0  # seconds to wait for another process that is writing
LOCKED_BYTE = 2**30  # on Windows a locked byte can't be read: lock one far beyond the lines
LARGEST = 10 * 10**6  # bytes: 50,000 answers, and nobody gives so many
PIECE = 2**20
ELSEWHERE = (
    'run `import os; os.environ["BCE_LESSONS_RECORDS"] = "folder"` in a cell, with a folder where '
    "you may write; your next answer, or export(), then saves it"
)

_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_IN_THE_WAY = {errno.EEXIST, errno.ENOTDIR}
# Never wait for what is opened, and take bytes as they are. In a web page there are no pipes, and
# the drive writes back whatever is opened with flags that it does not know.
_FLAGS = () if sys.platform == "emscripten" else ("O_BINARY", "O_NOCTTY", "O_NONBLOCK")
_SAFELY = sum(getattr(os, name, 0) for name in _FLAGS)
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
_UNSUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


class NotAFile(OSError):
    """Something else than a regular file stands there; the message says what."""


class TooLarge(OSError):
    """A file is longer than what anybody's answers could be; the message says how long."""


def add(path: Path, make_lines: Callable[[bytes], bytes]) -> None:
    """Append whole lines to a file, synced to the disk when this returns.

    Parameters
    ----------
    path : Path
        The file; it and its folder are made if they are not there.
    make_lines : callable
        Called under the lock with what the file holds; returns the lines, each with its end.

    Raises
    ------
    OSError
        If they could not be written, or not all: whatever was, stands in the file. If with them
        the file had more than `LARGEST` bytes, none is written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path) as (file, alone):
        data = _whole(file)
        # After a torn line, or where another one may be torn this moment, start a line afresh.
        start = b"" if alone and (not data or data.endswith(b"\n")) else b"\n"
        added = start + make_lines(data)
        _refuse_more(os.fstat(file).st_size + len(added))
        _write_all(file, added)
        _sync(file)


def read(path: Path) -> bytes:
    """Return all that a file holds.

    Raises
    ------
    OSError
        If it cannot be read, is no regular file, or has more than `LARGEST` bytes.
    """
    with _opened(path, os.O_RDONLY) as file:
        return _whole(file)


def pieces(path: Path) -> Iterator[bytes]:
    """Yield what a file holds, piece by piece, and the end of its last line.

    Raises
    ------
    OSError
        If it cannot be read, is no regular file, or has more than `LARGEST` bytes.
    """
    with _opened(path, os.O_RDONLY) as file:
        _refuse_more(os.fstat(file).st_size)
        left, last = LARGEST, b"\n"
        while left and (piece := os.read(file, min(left, PIECE))):
            yield piece
            left, last = left - len(piece), piece[-1:]
    if last != b"\n":
        yield b"\n"


def write_new(path: Path, parts: Iterable[bytes], mode: int = 0o666) -> None:
    """Make a file, whole and synced, or none: what a full disk cut short is removed.

    Raises
    ------
    OSError
        If it is there already, or cannot be written.
    """
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFELY, mode)
    try:
        try:
            for part in parts:
                _write_all(file, part)
            _sync(file)
        finally:
            os.close(file)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def empty(path: Path) -> None:
    """Take everything out of a file, which stays: another process may be about to write."""
    if sys.platform == "emscripten":
        path.unlink()  # the drive of JupyterLite writes back what a file held when it was opened
        return
    with _locked(path) as (file, _):
        os.ftruncate(file, 0)
        _sync(file)


def explain(error: OSError, path: Path) -> tuple[str, str]:
    """Say in a sentence what stopped a write, and in a few words what the reader can do."""
    if error.errno in _FULL:
        return "The disk is full.", "make some room"
    if error.errno == errno.ETIMEDOUT:
        return "Another notebook is using the file of your answers.", "close it if it hangs"
    if error.errno in _FORBIDDEN:
        what = "file" if os.path.lexists(path) else "folder"
        why = f"The {what} of your answers cannot be written."
    elif error.errno in _IN_THE_WAY:
        why = "The file of your answers cannot be written: another stands in its folder's place."
    else:
        why = f"The file of your answers cannot be written ({reason(error)})."
    return why, ELSEWHERE


def reason(error: OSError) -> str:
    """Say in a few words what is wrong with a file."""
    return error.strerror or str(error)


def _refuse_more(size: int) -> None:
    """Refuse a file that is too long to be one of answers."""
    if size > LARGEST:
        raise TooLarge(f"it has {size / 1e6:,.1f} MB, more than {LARGEST / 1e6:,.0f} MB")


def _whole(file: int) -> bytes:
    """Return all that a file holds, unless it is too long; no more even if it grows meanwhile."""
    _refuse_more(os.fstat(file).st_size)
    os.lseek(file, 0, os.SEEK_SET)
    taken, left = [], LARGEST
    while left and (piece := os.read(file, left)):
        taken.append(piece)
        left -= len(piece)
    return b"".join(taken)


def _write_all(file: int, data: bytes) -> None:
    """Write `data`, in one piece unless the system takes only a part of it at a time."""
    while data:
        data = data[os.write(file, data) :]


def _sync(file: int) -> None:
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:  # a file system without it: nothing more to do
            raise


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    """Open a regular file and nothing else: a pipe or a device could keep one waiting for ever.

    What stands there is looked at before it is opened, for opening may have effects, and again
    afterwards, for it may have been exchanged in between.
    """
    with contextlib.suppress(FileNotFoundError):
        _refuse_all_but_files(path.stat())
    file = os.open(path, flags | _SAFELY, 0o600)
    try:
        _refuse_all_but_files(os.fstat(file))
        yield file
    finally:
        os.close(file)


def _refuse_all_but_files(found: os.stat_result) -> None:
    kind = stat.S_IFMT(found.st_mode)
    if kind != stat.S_IFREG:
        raise NotAFile(f"it is {_KINDS.get(kind, 'no regular file')}")


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[tuple[int, bool]]:
    """Open a file for appending, and keep other processes waiting meanwhile.

    Yields the file, and whether the lock could be had: some network drives have none. The system
    ends a lock with its process, so that nothing is left behind.
    """
    with _opened(path, os.O_RDWR | os.O_APPEND | os.O_CREAT) as file:
        yield file, _lock(file)


def _lock(file: int) -> bool:
    """Wait for the lock, at most `PATIENCE` seconds; say whether there is such a thing here."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return _try_lock(file)
        except OSError as error:
            if error.errno not in _BUSY:
                return False
            if time.monotonic() > deadline:
                raise TimeoutError(errno.ETIMEDOUT, "another process holds the lock") from None
        time.sleep(0.005)


def _try_lock(file: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        return True
    if sys.platform == "emscripten":  # in a web page there are no locks; files are put whole
        return True
    import fcntl

    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return True

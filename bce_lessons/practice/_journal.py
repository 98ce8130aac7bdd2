"""A file that only grows by whole lines, whoever else writes to it and whatever is killed.

A write is one piece, under a lock that ends with its process, on a file opened for appending, and
synced. A torn line left by a killed process stays where it is; the next write starts afresh.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

PATIENCE = 5.0  # seconds to wait for another process that is writing
LOCKED_BYTE = 2**30  # on Windows a locked byte can't be read: lock one far beyond the lines

_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_IN_THE_WAY = {errno.EEXIST, errno.ENOTDIR}
_UNSUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


def add(path: Path, make_lines: Callable[[bytes], bytes]) -> None:
    """Append whole lines to a file, synced to the disk when this returns.

    Parameters
    ----------
    path : Path
        The file; it and its folder are made if they are not there.
    make_lines : callable
        Called under the lock with all that the file holds; returns the lines, each with its end.

    Raises
    ------
    OSError
        If they could not be written, or not all: whatever was, stands in the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _locked(path) as (file, alone):
        data = _read_all(file)
        # After a torn line, or where another one may be torn this moment, start a line afresh.
        start = b"" if alone and (not data or data.endswith(b"\n")) else b"\n"
        _write_all(file, start + make_lines(data))
        _sync(file)


def empty(path: Path) -> None:
    """Take everything out of a file, which stays: another process may be about to write."""
    if sys.platform == "emscripten":
        path.unlink()  # the drive of JupyterLite writes back what a file held when it was opened
        return
    with _locked(path) as (file, _):
        os.ftruncate(file, 0)
        _sync(file)


def explain(error: OSError) -> tuple[str, str]:
    """Say in a sentence what stopped a write, and in a few words what the reader can do."""
    if error.errno in _FULL:
        return "The disk is full.", "make some room"
    if error.errno == errno.ETIMEDOUT:
        return "Another notebook is using the file of your answers.", "close it if it hangs"
    if error.errno in _FORBIDDEN:
        why = "The folder of your answers cannot be written."
    elif error.errno in _IN_THE_WAY:
        why = "The file of your answers cannot be written: another stands in its folder's place."
    else:
        why = f"The file of your answers cannot be written ({error.strerror or error})."
    return why, "set BCE_LESSONS_RECORDS to a folder where you may write, and restart"


def _read_all(file: int) -> bytes:
    os.lseek(file, 0, os.SEEK_SET)
    return b"".join(iter(lambda: os.read(file, 2**20), b""))


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
def _locked(path: Path) -> Iterator[tuple[int, bool]]:
    """Open a file for appending, and keep other processes waiting meanwhile.

    Yields the file, and whether the lock could be had: some network drives have none. The system
    ends a lock with its process, so that nothing is left behind.
    """
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    file = os.open(path, flags, 0o600)
    try:
        yield file, _lock(file)
    finally:
        os.close(file)  # and with it ends the lock


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

"""Print what an environment lacks of some locks, one package a line; its own Python runs it."""

import importlib.metadata
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from packaging.requirements import Requirement


def pins(lock: str) -> Iterator["Requirement"]:
    """Yield the requirements of a lock, without its comments and the course's own package."""
    from packaging.requirements import Requirement  # the environment has it, if it is whole

    for line in Path(lock).read_text(encoding="utf-8").splitlines():
        if line and line[0] not in " #-":
            yield Requirement(line)


def fault(name: str, version: str = "") -> str:
    """Say what is wrong with a package that should be there; nothing, if nothing is."""
    try:
        found = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return f"{name} is missing"
    if version and found.version != version:
        return f"{name} is {found.version}, not {version}"
    if not Path(str(found.locate_file(""))).is_relative_to(sys.prefix):
        return f"{name} is not in .venv, but in {found.locate_file('')}"
    files = [found.locate_file(file) for file in found.files or () if file.suffix != ".pyc"]
    gone = sum(not Path(str(file)).exists() for file in files)
    return f"{name} lacks {gone} of its files" if gone or not files else ""


def main(locks: list[str]) -> int:
    """Check every pin that is meant for this computer; return the exit code."""
    try:
        wanted = [pin for lock in locks for pin in pins(lock)]
    except ImportError as missing:
        faults = [str(missing)]
    else:
        here = [pin for pin in wanted if pin.marker is None or pin.marker.evaluate()]
        checked = {pin.name: str(pin.specifier).removeprefix("==") for pin in here}
        faults = [fault(name, version) for name, version in checked.items()]
        faults.append(fault("bce_lessons"))
    print(*filter(None, faults), sep="\n")
    return 1 if any(faults) else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

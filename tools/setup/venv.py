"""The course's .venv: whose it is, what it lacks, and how it is made ready.

Standard library only, and old syntax: course.py needs this before anything is installed.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from tools.setup import owned
from tools.setup.installing import FULL, NO_SPACE, Installer
from tools.stop import Stop

WINDOWS = os.name == "nt"
EVERYONES = "requirements.txt"  # the lock that every task needs
STAMP_HAS = {"folder", "python", "locks", "pinned", "files"}
SITES = ("lib/python*/site-packages", "Lib/site-packages")
AGAIN = owned.AGAIN


class Venv:
    """The environment in a folder of the course, and the files that say what it has."""

    def __init__(self, root: Path, env: "Mapping[str, str]", settings: "Mapping[str, Any]") -> None:
        self.root, self.env, self.settings = root, env, settings
        self.folder = root / ".venv"
        self.stamp = self.folder / "course.json"  # written last
        self.python = self.folder / ("Scripts/python.exe" if WINDOWS else "bin/python")

    def set_up(self, locks: "Sequence[str]") -> None:
        """Make all ready that some locks pin; return at once if it is. Else stop, saying why."""
        try:
            self.refuse_what_cannot_be_written()
            if self.lacking(locks)[0]:
                owned.claim(self.folder, self.root, made_before_marks)
                with owned.alone(self.folder, say_that_another_is_at_it) as lock:
                    reason, from_scratch = self.lacking(locks)  # another may have done it
                    if reason:
                        self.make_ready(locks, reason, from_scratch, lock)
            self.put_settings()
        except OSError as error:
            if error.errno in FULL:
                raise Stop("the disk is full: free about 1 GB, " + AGAIN) from None
            what = f"{error.filename or self.folder}: {error.strerror or error}"
            raise Stop(f"{what}. Does something use .venv? Close that, {AGAIN}") from None

    def refuse_what_cannot_be_written(self) -> None:
        """Stop if the course or its .venv belongs to someone else."""
        owned.refuse_links(self.folder, self.root)
        if not os.access(str(self.root), os.W_OK):
            raise Stop(
                f"{self.root} cannot be written to: copy the course to a folder of your own."
            )
        if self.folder.is_dir() and not os.access(str(self.folder), os.W_OK):
            raise Stop(f".venv is another user's, or write-protected: rename it, {AGAIN}")

    # --- What there is ---

    def lacking(self, locks: "Sequence[str]") -> "tuple[str | None, bool]":
        """Say why .venv is not ready (None if it is), and whether it must be made from scratch."""
        if not owned.is_ours(self.folder, self.root, made_before_marks):
            return "This is the first start", True
        found = self.has()
        if "made_from" in found:
            return ".venv was made by an earlier version of course.py", True
        if found.keys() != STAMP_HAS:
            return "The last set-up was not finished", True
        if found["folder"] != str(self.root):
            return ".venv was made in {}, and works only there".format(found["folder"]), True
        if found["python"] != this_python():
            was = ".venv was made by {}, this is {}"
            return was.format(found["python"], this_python()), True
        if not self.python.exists():
            return "The Python that .venv was made with is gone", True
        reason, from_scratch = self.damage(found["files"])
        if reason:
            return reason, from_scratch
        for lock in locks:
            if lock not in found["locks"]:
                return "This task needs more packages", False
            if found["locks"][lock] != self.digest(lock):
                return "The list of packages has changed", False
        return None, False

    def has(self) -> "dict[str, Any]":
        """Return what the stamp says; nothing if there is none that can be read."""
        try:
            text = self.stamp.read_text(encoding="utf-8") if owned.is_file(self.stamp) else ""
            found = json.loads(text)
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def digest(self, lock: str) -> str:
        """Return a digest of a lock and, with everyone's, of the package that it ends with."""
        found = hashlib.sha256((self.root / lock).read_bytes())
        if lock == EVERYONES:
            import tomllib  # an old Python has none

            project = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))
            found.update(json.dumps([project["project"], project["build-system"]]).encode())
        return found.hexdigest()

    def pinned(self, locks: "Sequence[str]") -> "list[str]":
        """Return the names of the packages that some locks pin."""
        text = "\n".join((self.root / lock).read_text(encoding="utf-8") for lock in locks)
        return sorted(set(re.findall(r"(?m)^([\w.-]+)==", text)))

    def census(self) -> "dict[str, int]":
        """Measure every package, and every folder that installations fill."""
        tops = [self.folder / name for name in ("pyvenv.cfg", "bin", "Scripts", "etc", "share")]
        for pattern in SITES:
            for site in self.folder.glob(pattern):
                tops += site.iterdir()
        own = {str(self.folder / name) for name in self.settings}  # these may change
        sizes = {top.name: size_of(top, own) for top in tops}
        return {name: size for name, size in sizes.items() if size}

    def damage(self, files: "Mapping[str, int]") -> "tuple[str | None, bool]":
        """Say what is smaller than at the last census, and whether all is to be made again."""
        now = self.census()
        gone = [name for name, size in files.items() if now.get(name, 0) < size]
        there = {name.partition("-")[0] for name in now if name.endswith(".dist-info")}
        for name in gone:
            package, _, version = name.partition("-")
            if version.endswith(".dist-info") and package in there:
                return package + " is no longer in the version of the course", False
        return "Parts of .venv are gone ({})".format(", ".join(gone[:3])) if gone else None, True

    # --- Making it ready ---

    def make_ready(
        self, locks: "Sequence[str]", reason: str, from_scratch: bool, lock: "IO[str] | None"
    ) -> None:
        """Make .venv or add to it; write the stamp once all that is pinned is there."""
        begun, before = time.time(), {} if from_scratch else self.has()
        locks = [name for name in dict.fromkeys([EVERYONES, *before.get("locks", ()), *locks])
                 if (self.root / name).exists()]  # fmt: skip
        what = "updating .venv" if before else "making .venv"
        print(f"{reason}: {what}.", flush=True)
        installer = Installer(self.root, self.folder, self.python, self.env, lock)
        faults = self.fill(installer, locks, before) if before else ["new"]
        if before and faults:
            print(f"{faults[0]}: making .venv from scratch.", flush=True)
        if faults:
            self.make_empty(installer)
            faults = self.fill(installer, locks, {})
        if faults:
            raise Stop(
                "the packages did not arrive as they should; does a setting of pip, uv or Python "
                "lead them elsewhere?\n" + "\n".join(faults[:9])
            )
        owned.remove(installer.cache)
        stamp = {"folder": str(self.root), "python": this_python(), "files": self.census()}
        stamp.update(locks={n: self.digest(n) for n in locks}, pinned=self.pinned(locks))
        owned.write(self.stamp, json.dumps(stamp, indent=1) + "\n")
        installer.compile()
        took = time.time() - begun
        print(f"Set up in {took:.0f} s. Delete .venv to undo it.", flush=True)

    def make_empty(self, installer: Installer) -> None:
        """Make an environment with nothing but pip; what was fetched before is kept."""
        for module in ("venv", "ensurepip"):
            if importlib.util.find_spec(module) is None:
                raise Stop(
                    "this Python lacks its module {}. On Debian or Ubuntu: sudo apt install "
                    "python{}.{}-venv; {}".format(module, *sys.version_info[:2], AGAIN)
                )
        owned.remove(self.stamp)
        if (self.folder / "lib").exists() or (self.folder / "Lib").exists():
            print("Emptying .venv ...", flush=True)
        owned.clear(self.folder, keep=[installer.cache.name])
        # The Python that this one may itself be an environment of: that one is about to go.
        python = getattr(sys, "_base_executable", None) or sys.executable
        if installer.step("Making .venv", python, "-m", "venv", self.folder):
            installer.stop_if_hopeless(NO_SPACE)
            raise Stop("making .venv failed:\n" + installer.said())

    def fill(
        self, installer: Installer, locks: "Sequence[str]", before: "Mapping[str, Any]"
    ) -> "list[str]":
        """Install what locks pin, remove what only earlier ones did; list what is not right."""
        link = owned.first_link(self.folder)
        if link:
            raise Stop(owned.what_to_do_with_a_link(link, self.root))
        group = self.root / "pyproject.toml"
        installer.prepare(re.findall(r'"(uv==[\d.]+)"', group.read_text(encoding="utf-8"))[0])
        # With the back end at hand, the lock's last line, this package, needs no second download.
        text = (self.root / EVERYONES).read_text(encoding="utf-8")
        installer.install(
            "Installing the build back end", *re.findall(r"(?m)^flit-core==\S+", text)
        )
        pinned = self.pinned(locks)
        from_locks = [part for name in locks for part in ("-r", name)]
        installer.install("Installing the packages", "--no-build-isolation", *from_locks)
        self.lead_to_the_course()
        old = sorted(set(before.get("pinned", ())) - set(pinned))
        if old:
            command = [self.python, "-m", "pip", "uninstall", "--yes", *old]
            installer.step("Removing old packages", *command, **installer.for_pip)
        with in_the_background(shutil.rmtree, str(installer.cache), ignore_errors=True):
            verify = self.root / "tools" / "setup" / "verify.py"
            if installer.step("Checking", self.python, "-I", "-X", "utf8", verify, *locks):
                installer.stop_if_hopeless(NO_SPACE)
                return installer.said().splitlines() or ["nothing was installed"]
            make_fonts_known = [self.python, "-c", "import matplotlib.font_manager"]
            installer.step("Listing fonts", *make_fonts_known)
        return []

    def lead_to_the_course(self) -> None:
        """Say from within .venv where the course is, without letters that a locale may lack."""
        for pattern in SITES:
            for path in self.folder.glob(pattern + "/bce_lessons.pth"):
                owned.write(path, os.path.relpath(str(self.root), str(path.parent)) + "\n")

    def put_settings(self) -> None:
        """Write the settings of the course's JupyterLab, where they are not as they should be."""
        for name, content in self.settings.items():
            path, text = self.folder / name, json.dumps(content, indent=2) + "\n"
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                owned.refuse_links(path.parent, self.root)
                path.parent.mkdir(parents=True, exist_ok=True)
                owned.write(path, text)


@contextlib.contextmanager
def in_the_background(
    function: "Callable[..., object]", *arguments: Any, **options: Any
) -> "Iterator[None]":
    """Run a function beside a block: it waits for the disk, the block for the processor."""
    aside = threading.Thread(target=function, args=arguments, kwargs=options)
    aside.start()
    try:
        yield
    finally:
        aside.join()


def size_of(top: Path, but: "Collection[str]" = ()) -> int:
    """Add up the files below a folder and their bytes, but for what Python compiles."""
    if not top.is_dir():
        return 1 + top.stat().st_size if top.exists() else 0
    size, folders = 0, [str(top)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders += [entry.path] * (entry.name != "__pycache__")
                elif entry.path not in but:
                    size += 1 + entry.stat(follow_symlinks=False).st_size
    return size


def this_python() -> str:
    """Say what decides which packages fit: the kind of Python, and of computer."""
    version = "{}.{}{}".format(*sys.version_info[:2], getattr(sys, "abiflags", ""))
    name = platform.python_implementation().replace("CPython", "Python")
    return f"{name} {version} ({sys.platform} {platform.machine()})"


def made_before_marks(folder: Path) -> bool:
    """Recognise a .venv by the stamp that an earlier course.py left when it had finished it."""
    try:
        found = json.loads((folder / "course.json").read_text(encoding="utf-8"))
        return (
            sorted(found) == ["made_by", "made_from"]
            and re.match(r"Python \d+\.\d+\.\d+\S* in .", found["made_by"]) is not None
            and re.match("[0-9a-f]{64}$", found["made_from"]) is not None
        )
    except (OSError, ValueError, TypeError):
        return False


def say_that_another_is_at_it() -> None:
    """Say what one waits for."""
    print("Another course.py is setting up in this folder: waiting for it ...", flush=True)

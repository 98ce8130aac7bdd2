"""Run XeLaTeX, and say in one line what it lacks or what went wrong."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from fontTools.ttLib import TTFont

NEEDED = (
    "texgyrepagella-regular.otf",
    "texgyrepagella-math.otf",
    "unicode-math.sty",
    "polyglossia.sty",
    "tcolorbox.sty",
    "titlesec.sty",
    "newunicodechar.sty",
    "needspace.sty",
    "tabulary.sty",
)
INSTALL = """
  Debian, Ubuntu: sudo apt install --no-install-recommends texlive-xetex texlive-latex-extra \
texlive-latex-recommended texlive-fonts-recommended texlive-plain-generic lmodern \
fonts-texgyre fonts-texgyre-math
  macOS: MacTeX, from https://tug.org/mactex
  Windows: MiKTeX, from https://miktex.org, or TeX Live, from https://tug.org/texlive"""
RUNS = 5  # at most: until contents and page numbers are settled
TOO_WIDE = 2.0  # points beyond the margin that nobody sees
ERROR = re.compile(r"^(?:! |\S+?:\d+: ).+", re.M)


class Trouble(Exception):
    """The book cannot be made; says why."""


def missing() -> str:
    """Say what of TeX is not there; empty if nothing."""
    if not shutil.which("xelatex"):
        return f"XeLaTeX is not installed.{INSTALL}"
    if shutil.which("kpsewhich"):
        lacking = [name for name in NEEDED if not found(name)]
        if lacking and not is_miktex():  # which fetches what it lacks
            return f"this TeX lacks {', '.join(lacking)}.{INSTALL}"
    return ""


def found(name: str) -> Path | None:
    """Return where TeX has a file."""
    said = subprocess.run(["kpsewhich", name], capture_output=True, text=True).stdout.strip()
    return Path(said) if said else None


def is_miktex() -> bool:
    """Say whether this TeX is MiKTeX."""
    version = subprocess.run(["xelatex", "--version"], capture_output=True, text=True).stdout
    return "MiKTeX" in version


def signs_beyond(text: str, fonts: Iterable[Path], last: Path) -> str:
    """Define each sign that one of the fonts lacks: there, the last font has it.

    Raises `Trouble` if that has not got it either.
    """
    maps = [TTFont(path).getBestCmap() for path in fonts]
    rare = [
        sign
        for sign in sorted({c for c in text if ord(c) > 160})
        if any(ord(sign) not in known for known in maps)
    ]
    backup = TTFont(last).getBestCmap()
    if unknown := [sign for sign in rare if ord(sign) not in backup]:
        lines = [line.strip() for line in text.splitlines() if unknown[0] in line]
        names = ", ".join(f"{sign} (U+{ord(sign):04X})" for sign in unknown)
        raise Trouble(f"no font of the book has {names}; first in: {lines[0][:120]}")
    return "".join(
        rf"\newunicodechar{{{sign}}}{{\sign{{{ord(sign):04X}}}}}" + "\n" for sign in rare
    )


def typeset(folder: Path, name: str, moment: int) -> Path:
    """Run XeLaTeX on `name`.tex until its page numbers are settled; return the PDF."""
    command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "-file-line-error"]
    env = os.environ | {
        "SOURCE_DATE_EPOCH": str(moment),  # so that the same book has the same bytes
        "FORCE_SOURCE_DATE": "1",
        "max_print_line": "1000",  # messages in one piece
    }
    log = folder / f"{name}.log"
    for run in range(RUNS):
        before = settled(folder, name)
        ended = subprocess.run(
            [*command, "-no-pdf", f"{name}.tex"], cwd=folder, env=env, capture_output=True
        )
        if ended.returncode:
            (folder / f"{name}.aux").unlink(missing_ok=True)  # or the next start would stumble
            raise Trouble(f"XeLaTeX stopped: {first_error(log)}\nIts log: {log}")
        if run and settled(folder, name) == before:
            break
    made = ["xdvipdfmx", "-q", "-E", f"{name}.xdv"]
    if subprocess.run(made, cwd=folder, env=env).returncode:
        raise Trouble("xdvipdfmx made no PDF, for the reason above")
    return folder / f"{name}.pdf"


def settled(folder: Path, name: str) -> list[bytes]:
    """Return what one run of TeX tells the next."""
    paths = [folder / f"{name}.{suffix}" for suffix in ("aux", "toc", "out")]
    return [path.read_bytes() for path in paths if path.exists()]


def first_error(log: Path) -> str:
    """Return the first error of a log, with the line that it points to."""
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    error = ERROR.search(text)
    if not error:
        return "it left no error message"
    pointed = re.search(r"^l\.\d+ .*", text[error.start() :], re.M)
    return "\n  ".join([error[0].strip(), *([pointed[0]] if pointed else [])])


def faults(log: Path) -> list[str]:
    """List what a reader would miss, from a log: signs without a glyph, text beyond the margin."""
    text = log.read_text(encoding="utf-8", errors="replace")
    found = sorted(set(re.findall(r"^Missing character: .*$", text, re.M)))
    nowhere = r"LaTeX Warning: (?:Reference|Hyper reference) .*$"
    found += sorted(set(re.findall(nowhere, text, re.M)))
    for wide in re.finditer(r"^Overfull \\hbox \(([\d.]+)pt too wide\).*$", text, re.M):
        if float(wide[1]) > TOO_WIDE:
            found.append(wide[0])
    return found

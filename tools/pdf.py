"""Build the whole course as one PDF, _site/bce_lessons.pdf: `python3 course.py pdf`.

The pages' sources are put together in build/pdf from the notebooks; Sphinx makes LaTeX of them,
and XeLaTeX the book. The package's reference stays on the site: it is looked up, not read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from bce_lessons import plots
from tools import owned, pdf_book, pdf_figures, pdf_tex, refresh

ROOT = refresh.NOTEBOOKS.parent
BUILD, OUT = ROOT / "build" / "pdf", ROOT / "_site" / "bce_lessons.pdf"
SOURCE, LATEX = BUILD / "source", BUILD / "latex"
SETTINGS = Path(__file__).parent / "latex"
DEJAVU = Path(mpl.get_data_path(), "fonts", "ttf")
INTER = Path(plots.__file__).parent / "fonts"
NAME = "bce_lessons"
COLOPHON = r"""\textbf{{Binary cross-entropy, in your hands.}} By \authors{{}},
version \edition{{}}, {day}.

Prose and figures: Creative Commons Attribution 4.0 International,
\url{{https://creativecommons.org/licenses/by/4.0/}}: copy, change and teach, and name the authors.
Code: MIT. Fonts of the figures and headings: SIL Open Font License 1.1.

The course is made of notebooks: pictures that move, questions that take a forecast, exercises that
are checked. {where} On paper, pictures are stills at the position where they start; what became of
a forecast, and the solution of an exercise, stands at the end of the book, on the page named
beside it. Every number and every figure is the output of the code above it.
"""


def released() -> dt.datetime:
    """Return the day that CITATION.cff names, or SOURCE_DATE_EPOCH: the book's date, too."""
    if moment := os.environ.get("SOURCE_DATE_EPOCH"):
        return dt.datetime.fromtimestamp(int(moment), dt.UTC)
    lines = (ROOT / "CITATION.cff").read_text(encoding="utf-8").splitlines()
    said = next(line for line in lines if line.startswith("date-released:"))
    return dt.datetime.fromisoformat(said.partition(":")[2].strip(' "') + "T00:00+00:00")


def to_latex() -> None:
    """Let Sphinx write the book's LaTeX, beside the fonts that it names."""
    command = [sys.executable, "-m", "sphinx", "-b", "latex", "-W", "-n", "--keep-going", "-q"]
    command += ["-E", "-d", str(BUILD / "doctrees"), "-c", str(SETTINGS), str(SOURCE), str(LATEX)]
    if subprocess.run(command, cwd=ROOT).returncode:
        raise pdf_tex.Trouble("Sphinx refused the pages in build/pdf/source, as it says above")


def put_beside(url: str) -> None:
    """Put beside the LaTeX what it reads: fonts, cover, colophon, and the signs that fonts lack."""
    paths = [*DEJAVU.glob("DejaVuSansMono*.ttf"), DEJAVU / "DejaVuSans.ttf", *INTER.glob("*.otf")]
    for path in [*paths, SETTINGS / "fonts.tex"]:
        shutil.copy(path, LATEX)
    figure = plots.loss_curves().figure
    assert isinstance(figure, Figure)  # none of ours is a part of another
    (LATEX / "cover.pdf").write_bytes(pdf_figures.outlines(figure))
    text = (LATEX / f"{NAME}.tex").read_text(encoding="utf-8")
    found = [pdf_tex.found(f"texgyrepagella-{form}.otf") for form in ("regular", "bold", "italic")]
    used = [LATEX / "Inter-SemiBold.otf", LATEX / "DejaVuSansMono.ttf", *filter(None, found)]
    signs = pdf_tex.signs_beyond(text, used, LATEX / "DejaVuSans.ttf")
    (LATEX / "signs.tex").write_text(signs, encoding="utf-8")
    (LATEX / "colophon.tex").write_text(colophon(url), encoding="utf-8")


def colophon(url: str) -> str:
    """Return the small print behind the title, as LaTeX."""
    where = rf"They are at \url{{{url}}}." if url else ""
    day = released()
    return COLOPHON.format(day=f"{day.day} {day:%B %Y}", where=where)


def build(url: str) -> list[str]:
    """Make the book; return what its log complains of."""
    pdf_book.put_pages(SOURCE, BUILD / "executed", url)
    to_latex()
    put_beside(url)
    made = pdf_tex.typeset(LATEX, NAME, int(released().timestamp()))
    if faults := pdf_tex.faults(LATEX / f"{NAME}.log"):
        return faults
    owned.claim_site(ROOT)
    shutil.copy(made, OUT)
    return []


def main(arguments: list[str]) -> int:
    """Build the PDF; return the exit code."""
    begun = time.perf_counter()
    parser = argparse.ArgumentParser(prog="course.py pdf", description=__doc__)
    parser.add_argument("--url", default="", help="where the site is: stills then link to it")
    url = parser.parse_args(arguments).url
    url = url and url.rstrip("/") + "/"
    if lacking := pdf_tex.missing():
        print(f"course.py pdf: {lacking}", file=sys.stderr)
        return 1
    try:
        owned.refuse_links(BUILD, ROOT)
        owned.check_site(ROOT, OUT.name)
        faults = build(url)
    except (pdf_tex.Trouble, refresh.Refusal, owned.NotOurs) as trouble:
        faults = [str(trouble)]
    if faults:
        print("course.py pdf: no book:", *faults, sep="\n", file=sys.stderr)
        return 1
    took = time.perf_counter() - begun
    print(f"{OUT.stat().st_size / 1e6:.1f} MB in {took:.0f} s: {OUT}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

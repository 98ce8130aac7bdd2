"""The whole course as a PDF: built, and read back as a reader's program reads it."""

import re
import shutil
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from tools import pdf, pdf_tex, refresh, site_lessons

NOISE = ["VBox(", "<Figure", "Traceback", "object at 0x", "Explorer(...)", "put your answer"]
LEFT, RIGHT = 80, 515  # points: the column of text, and a little


def lacking():
    """Say what these tests need and have not got."""
    if said := pdf_tex.missing():
        return said
    return "" if shutil.which("pdftotext") else "pdftotext (Debian: apt install poppler-utils)"


def told(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def book():
    """Build the PDF; its place."""
    if said := lacking():
        pytest.skip(f"the test of the PDF needs TeX: {said.splitlines()[0]}")
    # In a process of its own: it runs lessons, and the browser's driver is in the way of that.
    subprocess.run([sys.executable, "-m", "tools.pdf"], cwd=pdf.ROOT, check=True)
    return pdf.OUT


def test_the_book_is_complete_and_nothing_runs_out_of_its_pages(book):
    facts = told("pdfinfo", book)
    assert re.search(r"^Title: +Binary cross-entropy, in your hands$", facts, re.M)
    assert "Author:          The bce_lessons authors" in facts
    assert 120 < int(re.search(r"^Pages: +(\d+)", facts, re.M)[1]) < 260
    text = told("pdftotext", "-layout", book, "-")
    assert [noise for noise in NOISE if noise in text] == []
    assert pdf_tex.faults(pdf.LATEX / f"{pdf.NAME}.log") == []
    words = ET.fromstring(told("pdftotext", "-bbox", book, "-"))
    beyond = [
        f"page {number}: {word.text}"
        for number, page in enumerate(words.iter("{*}page"), start=1)
        for word in page.iter("{*}word")
        if float(word.get("xMin")) < LEFT or float(word.get("xMax")) > RIGHT
    ]
    assert beyond == []
    every_lesson_is_in_the_outline(book)
    every_picture_has_its_number(text)


def every_lesson_is_in_the_outline(book):
    outline = told("pdftohtml", "-xml", "-i", "-stdout", book)
    found = re.findall(r'<item page="\d+">(.*?)</item>', outline)
    paths = sorted(refresh.NOTEBOOKS.glob("[0-9]*.ipynb"))
    titles = [site_lessons.title_of(refresh.load(path)) for path in paths]
    wanted = [*titles, "Solutions", "Notation and glossary", "References"]
    assert [title for title in wanted if not any(title in item for item in found)] == []


def every_picture_has_its_number(text):
    paths = [*refresh.NOTEBOOKS.glob("[0-9]*.ipynb"), *refresh.NOTEBOOKS.glob("solutions/*.ipynb")]
    pictures = sum(
        "image/png" in output.get("data", {})
        for path in paths
        for cell in refresh.load(path).cells
        for output in cell.get("outputs", [])
    )
    assert len(set(re.findall(r"^ *Figure (\d+\.\d+) ", text, re.M))) == pictures

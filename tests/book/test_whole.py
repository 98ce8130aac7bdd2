"""The whole course as a book: all that the notebooks show, no holes, nothing beyond the margins."""

import io
import json

import numpy as np
import pypdf
import pytest
import typst
from PIL import Image

from tools.book import __main__ as book
from tools.notebooks import form


@pytest.fixture(scope="module")
def reader():
    """Build the book; return what reads it."""
    assert book.main([]) == 0
    return pypdf.PdfReader(book.OUT / "bce_lessons.pdf")


def test_every_lesson_and_every_picture_is_there(reader):
    assert "nats" in "".join(page.extract_text() for page in reader.pages[10:15])
    text = (book.BUILD / "book.typ").read_text(encoding="utf-8")
    for noise in ("VBox(", "<Figure", "Traceback", "at 0x", "Explorer(...)", "put your answer"):
        assert noise not in text
    heads = {it.title for it in reader.outline if not isinstance(it, list)}
    objects = map(reader.get_object, range(1, reader.trailer["/Size"]))
    alts = {it.get("/Alt") for it in objects if isinstance(it, dict)}
    for path in form.lessons():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert f"Lesson {int(path.name[:2])} {cells[0]['source'][0][2:].strip()}" in heads
        looks = [o.get("metadata", {}) for cell in cells for o in cell.get("outputs", ())]
        assert {it["image/png"]["alt"] for it in looks if "image/png" in it} <= alts


def test_no_page_has_a_hole_and_nothing_runs_out_of_its_margins(reader):
    starts = {reader.get_destination_page_number(it) for it in reader.outline if "/Page" in it}
    compiler = typst.Compiler(book.BUILD / "book.typ", book.ROOT, [book.FONTS], True)
    pages = compiler.compile(format="png", ppi=25.4)  # a pixel is a millimetre
    for number, page in enumerate(pages[4:-1], start=5):
        ink = np.asarray(Image.open(io.BytesIO(page)).convert("L")) < 245
        assert not ink[:, [*range(26), *range(184, 210)]].any(), f"beyond the margins, {number}"
        holes = np.diff([30, *np.flatnonzero(ink[30:270].any(axis=1)) + 30, 270])
        assert number in starts or holes.max() < 297 / 4, f"a hole on page {number}"

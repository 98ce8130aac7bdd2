"""The whole course as a book: all that the notebooks show, no holes, nothing beyond the margins."""

import io
import json

import numpy as np
import pytest
from PIL import Image

pypdf = pytest.importorskip("pypdf")
typst = pytest.importorskip("typst")
pytest.importorskip("pypandoc")

from tools.book import __main__ as book  # noqa: E402

NOISE = ["VBox(", "<Figure", "Traceback", "object at 0x", "Explorer(...)", "put your answer"]
LEFT, RIGHT, TOP, BOTTOM = 26 / 210, 184 / 210, 29 / 297, 270 / 297  # of a page: what text fills


@pytest.fixture(scope="module")
def course():
    """Build the book; return how pypdf reads it, and a small picture of each page, as ink."""
    assert book.main([]) == 0
    fonts = {"font_paths": [str(book.FONTS)], "ignore_system_fonts": True}
    main = str(book.BUILD / "book.typ")
    pages = typst.compile(main, root=str(book.ROOT), format="png", ppi=30, **fonts)
    ink = [np.asarray(Image.open(io.BytesIO(page)).convert("L")) < 245 for page in pages]
    return pypdf.PdfReader(book.OUT / "bce_lessons.pdf"), ink


def test_every_lesson_and_every_picture_is_there(course):
    reader, _ = course
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert [noise for noise in NOISE if noise in text] == []
    chapters = [it for it in reader.outline if not isinstance(it, list)]
    lessons = [json.loads(path.read_text()) for path in book.NOTEBOOKS.glob("[0-9]*.ipynb")]
    titles = ["".join(it["cells"][0]["source"]).splitlines()[0][2:] for it in lessons]
    assert [it for it in titles if not any(it in head.title for head in chapters)] == []
    outputs = [o for it in lessons for cell in it["cells"] for o in cell.get("outputs", ())]
    wanted = [
        o["metadata"]["image/png"]["alt"] for o in outputs if "image/png" in o.get("data", {})
    ]
    objects = (reader.get_object(n) for n in range(1, len(reader.xref[0])))
    alts = {it["/Alt"] for it in objects if isinstance(it, dict) and "/Alt" in it}
    assert [alt for alt in wanted if alt not in alts] == []
    assert text.count("Figure ") >= len(wanted)


def test_no_page_has_a_hole_and_nothing_runs_out_of_its_margins(course):
    reader, ink = course
    starts = {reader.get_destination_page_number(it) for it in reader.outline if "/Page" in it}
    for number, page in enumerate(ink[4:], start=4):
        high, wide = page.shape
        assert not page[:, : int(LEFT * wide)].any(), f"page {number + 1}, left"
        assert not page[:, int(RIGHT * wide) :].any(), f"page {number + 1}, right"
        lines = np.flatnonzero(page[: int(BOTTOM * high)].any(axis=1))
        holes = np.diff([int(TOP * high), *lines, int(BOTTOM * high)]).max() / high
        if number + 1 not in starts and number + 1 < len(ink):
            assert holes < 0.25, f"page {number + 1} has a hole of {holes:.0%}"

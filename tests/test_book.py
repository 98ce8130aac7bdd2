"""The book: small courses typeset, and read back as a reader's program reads them."""

import base64
import io
import json
import shutil

import pytest
from PIL import Image

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("typst")
pytest.importorskip("pypandoc")

from tools.book import __main__ as book  # noqa: E402

ALT = "Loss in nats against p: it falls. 2 dots on it."
MOVES = "One prediction. p = 0.9: 0.1 nats. Panel 1, The loss: loss against p."


def code(source, *outputs):
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def figure(alt, width=600, height=300):
    Image.new("RGB", (width, height), "red").save(file := io.BytesIO(), format="png")
    data = {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": alt}
    return {"data": data, "metadata": {"image/png": {"alt": alt, "width": width}}}


COURSE = {
    "01_a": [
        "# Fall\n\nSee [the next](02_b.ipynb#Why-not?), [this](https://w.test/a), Lesson 2, $p^2$.",
        code("plot()", {"text": "p = 0.5\n"}, figure(ALT)),
        code("explorer", figure(MOVES, 1170)),
        code('ask("01-two-falls")'),
        "## Exercise 1.1: One nat",
        code(
            'answer = ...\ncheck("01.1", answer)', {"data": {"text/plain": "… Exercise 1.1: put"}}
        ),
    ],
    "02_b": ["# Rise", "## Why not?"],
    "solutions/01_a": ["# Solve [lesson 1](../01_a.ipynb)", "## Exercise 1.1: One nat\n\nIt is e."],
}


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return a function that makes notebooks, given by place, and reads the PDF of them."""
    for name in ("tools/book", "figures/01_loss_curves.svg", "CITATION.cff"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (book.ROOT / name).is_dir() else shutil.copy
        copy(book.ROOT / name, tmp_path / name)
    (tmp_path / "notebooks" / "solutions").mkdir(parents=True)
    folders = {"ROOT": "", "NOTEBOOKS": "notebooks", "BUILD": "build/book", "OUT": "out"}
    for name, folder in folders.items():
        monkeypatch.setattr(book, name, tmp_path / folder)

    def made(notebooks, *arguments):
        for place, cells in notebooks.items():
            said = [
                it if isinstance(it, dict) else {"cell_type": "markdown", "source": it}
                for it in cells
            ]
            (tmp_path / "notebooks" / f"{place}.ipynb").write_text(json.dumps({"cells": said}))
        if book.main(list(arguments)):
            return None, []
        pdf = max((tmp_path / "out").iterdir()).read_bytes()
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
        return pdf, [" ".join(page.split()) for page in pages]

    return made


def test_a_course_becomes_a_tagged_book_of_the_same_bytes_each_time(build):
    pdf, pages = build(COURSE)
    assert build(COURSE)[0] == pdf
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    alts = [it.get("/Alt") for it in map(reader.get_object, range(1, 200)) if isinstance(it, dict)]
    assert {ALT, MOVES, "p^2"} <= set(alts)
    text = " ".join(pages).replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "the next (page 6)",
        "https://w.test/a",
        "Figure 1.1 Loss in nats against p.",
        "Figure 1.2 One prediction. p = 0.9: 0.1 nats. In the notebook this picture moves.",
        "What became of it: page 8",
        "Solution: page 7",
        "Lesson 1: Fall",
        "False. What counts is the ratio",
        "Asked on page 5",
    ):
        assert words in text
    assert "1.1: put" not in text and "ask(" not in text


def test_a_lesson_alone_is_a_handout_that_leads_to_the_site(build):
    _, pages = build(COURSE, "01", "--url", "https://s.test/c/", "--without", "solutions")
    assert "https://s.test/c/lessons/02_b.html" in pages[0] + pages[1]
    assert "On the site this picture moves" in pages[0] + pages[1]
    assert not any(words in page for page in pages for words in ("olution", "became", "Contents"))


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("A pin: \N{PUSHPIN}", "could not be displayed"),
        ("[gone](09_z.ipynb)", "links to 09_z.ipynb"),
        ("[gone](#nowhere)", "leads to lesson-1#nowhere, which is not in the book"),
        ("<details>more</details>", "HTML, which paper cannot show: <details>"),
        ("$$\\nosuch{x}$$", "Could not convert TeX math"),
        (code("w", {"data": {"widget": {}}}), "01_a.ipynb shows widget"),
    ],
)
def test_what_a_reader_would_miss_stops_the_book(build, capsys, cell, fault):
    assert build({"01_a": ["# A", cell]}) == (None, [])
    assert fault in capsys.readouterr().err


def test_a_figure_floats_where_it_would_leave_a_hole(build):
    fill = ["word " * 60] * 6
    _, pages = build({"01_a": ["# A", *fill, code("plot()", figure(ALT, height=450)), *fill]}, "01")
    assert "→ Figure 1.1, page 2" in pages[0]
    assert pages[1].index("Figure 1.1") < pages[1].index("word")

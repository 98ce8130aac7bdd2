"""The book: small courses typeset, and read back as a reader's program reads them."""

import base64
import io
import json
import os
import re
import shutil

import pypdf
import pytest
from PIL import Image

from tools.book import __main__ as book

ALT = "Loss in nats against p: it falls. 2 dots on it."
MOVES = "One prediction. p = 0.9: 0.1 nats. Panel 1, The loss: loss against p."


def code(source, *outputs):
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def figure(alt, width=600, height=300):
    Image.new("RGB", (width, height), "red").save(file := io.BytesIO(), format="png")
    data = {"image/png": base64.b64encode(file.getvalue()).decode(), "text/plain": alt}
    return {"data": data, "metadata": {"image/png": {"alt": alt, "width": width}}}


SAID = """the next (page 6)|https://w.test/a|Figure 1.1 Loss in nats against p: it falls. 2 \
dots on it.|Figure 1.2 One prediction. p = 0.9: 0.1 nats. In the notebook this picture moves.|\
What became of it: page 8|Asked on page 5|Solution: page 7|row Your answer|\
stand in the lesson (page 4)|False. What counts is the ratio"""
COURSE = {
    "01_a": [
        "# Fall\n\nSee [the next](02_b.ipynb#Why-not?), [this](https://w.test/a), Lesson 2, $p^2$.",
        code("plot()", {"text": "p = 0.5\n"}, figure(ALT)),
        code("explorer", figure(MOVES, 1170)),
        code('ask("01-two-falls")'),
        "## Exercise 1.1: One nat",
        code('_\ncheck("01.1", f)', {"text": "row"}, {"data": {"text/plain": "… Exercise 1.1"}}),
    ],
    "02_b": ["# Rise", "## Why not?"],
    "solutions/01_a": ["# Solve [lesson 1](../01_a.ipynb)", "## Exercise 1.1: One nat\n\nIt is e."],
}


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return a function that makes notebooks, given by place, and reads the PDF of them."""
    (tmp_path / "solutions").mkdir()
    monkeypatch.setattr(book, "NOTEBOOKS", tmp_path)
    monkeypatch.setattr(book, "OUT", tmp_path / "out")
    monkeypatch.setattr(book, "BUILD", book.ROOT / "build" / f"book-{os.getpid()}")

    def made(notebooks, *arguments):
        for place, cells in notebooks.items():
            prose = [{"cell_type": "markdown", "source": it} for it in cells]
            cells = [it["source"] if isinstance(it["source"], dict) else it for it in prose]
            (tmp_path / f"{place}.ipynb").write_text(json.dumps({"cells": cells}))
        if book.main(list(arguments)):
            return None, ""
        pdf = max((tmp_path / "out").glob("*.pdf")).read_bytes()
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
        return pdf, " ".join(" ".join(pages).split())

    yield made
    shutil.rmtree(book.BUILD, ignore_errors=True)


def test_a_course_becomes_a_tagged_book_of_the_same_bytes_each_time(build):
    pdf, text = build(COURSE)
    assert build(COURSE)[0] == pdf
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in reader.trailer["/Root"]["/Metadata"].get_data()
    objects = map(reader.get_object, range(1, reader.trailer["/Size"]))
    assert {ALT, MOVES, "p^2"} <= {it.get("/Alt") for it in objects if isinstance(it, dict)}
    assert [it for it in SAID.split("|") if it not in text] == []
    assert not any(words in text for words in ("… Exercise", "ask("))


def test_a_lesson_alone_is_a_handout_that_leads_to_the_site(build):
    _, text = build(COURSE, "1", "--url", "https://s.test/c/", "--without", "solutions")
    assert "https://s.test/c/lessons/02_b.html" in text
    assert "On the site this picture moves" in text
    assert not any(words in text for words in ("olution", "became", "Contents"))


GLOSSARY = "# Notation and glossary\n\n## Glossary\n\n### KL x\n\nWhat it means."
MEETS = {
    "01_a": [
        "# A",
        {"cell_type": "markdown", "id": "way-top", "source": "[Map](00_start_here.ipynb#The-map)"},
        "A [KL x](glossary.md#KL-x), as in [the glossary](glossary.md).",
        code("progress()") | {"id": "progress"},
    ]
}


def test_a_word_of_the_glossary_is_a_link_and_what_needs_a_screen_is_left_out(build, tmp_path):
    (tmp_path / "glossary.md").write_text(GLOSSARY, encoding="utf-8")
    pdf, text = build(MEETS)
    assert "A KL x, as in the glossary (page 5)." in text
    assert "Reference: Notation and glossary" in text or "Reference Notation and glossary" in text
    assert "What it means." in text
    assert not any(words in text for words in ("Map", "progress"))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    links = [it.get_object() for page in reader.pages for it in page.get("/Annots", [])]
    assert sum("/Dest" in it or "/A" in it for it in links) >= 2
    _, text = build(MEETS, "1", "--url", "https://s.test/c/")
    assert "https://s.test/c/glossary.html" in text
    assert "A KL x, as in" in text
    assert "What it means." not in text


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("A pin: \N{PUSHPIN}", "could not be displayed"),
        ("[gone](09_z.ipynb)", "links to 09_z.ipynb"),
        ("[gone](#nowhere)", "leads to lesson-1#nowhere: not in the book"),
        ("<details>more</details>", "HTML, which paper cannot show: <details>"),
        ("$$\\nosuch{x}$$", "Could not convert TeX math"),
        (code("w", {"data": {"widget": {}}}), "01_a.ipynb shows widget"),
    ],
)
def test_what_a_reader_would_miss_stops_the_book(build, capsys, cell, fault):
    assert build({"01_a": ["# A", cell]}) == (None, "")
    assert fault in capsys.readouterr().err


def test_long_lines_wrap_and_a_figure_floats_where_it_would_leave_a_hole(build):
    plot, fill = code("y" * 300, figure(ALT, height=450)), ["word " * 60] * 6
    _, text = build({"01_a": ["# A", *fill, plot, *fill]}, "01")
    assert max(map(len, re.findall("y+", text))) == 80
    assert "→ Figure 1.1, page 2 word" in text
    assert text.index("CC BY 4.0 1") < text.index("Figure 1.1 Loss in nats")


def test_what_belongs_together_shares_a_page_and_lines_of_a_hundred_are_whole(build):
    line, fill = "x = 1  # " + "y" * 70 + " " + "z" * 20, "word " * 13
    cells = [code(line)]
    for n in range(1, 24):
        steps = f"Move:\n\n1. one\n2. two\n3. end\n\nTask: {fill}"
        cells += [fill * (n % 5 + 3), "## Head", steps, code(f'check("01.{n}", f)')]
    pdf, _ = build({"01_a": ["# A", *cells]}, "1")
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    assert line in pages[0].splitlines()
    assert len(pages) > 5
    for text in pages:
        assert text.count("Move:") == text.count("one") == text.count("end"), text
        assert text.count("Task:") == text.count("Your answer"), text


def test_formulas_keep_their_spaces_and_absolute_values_are_tight(build):
    wide = '#context [back #(measure($a b$).width - measure(formula("x", $a#h(-1em)b$)).width)]'
    tex = (
        r"$a\! b\;c$ $\log\!\left(x\right)$ $|w|^2 P(a|b)+P(b|a)$ $\left|x\right|\|\lvert y\rvert$"
    )
    _, text = build({"01_a": ["# A", f"{tex}\n\n```{{=typst}}\n{wide}\n```"]}, "1")
    assert "back 1.83pt" in text  # a sixth of 11 pt
    made = (book.BUILD / "book.typ").read_text(encoding="utf-8")
    assert "$a #h(-1em) b #h(0em) c$" in made
    assert r"$log (x)$" in made
    assert r"$lr(|w|)^2 P \( a \| b \) + P \( b \| a \)$" in made
    assert "$lr(|x|) bar.v.double lr(|y|)$" in made


@pytest.mark.parametrize(
    ("alt", "caption"),
    [
        ("Flips: at C = 1e+07 it is 4e-05 nats.", "Flips: at C = 1e7 it is 4e-5 nats"),
        (
            f"Epoch 0: it says 1; {'a' * 200}. b: it says 2: {'c' * 200}.",
            "Epoch 0: it says 1. b: it says 2",
        ),
    ],
)
def test_a_caption_says_all_there_is_room_for_or_the_head_of_each_panel(alt, caption):
    assert book.short(alt) == caption


def test_a_folder_of_someone_else_is_left_alone(build, tmp_path, capsys):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "bce_lessons.pdf").write_text("mine")
    (tmp_path / "out").symlink_to(tmp_path / "theirs")
    assert build({"01_a": ["# A"]}) == (None, "")
    assert "out is a link to" in capsys.readouterr().err
    assert (tmp_path / "theirs" / "bce_lessons.pdf").read_text() == "mine"

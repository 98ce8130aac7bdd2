"""A book without some parts: none of their pages, and no link that leads to one."""

import json
import os
import re
import shutil

import pypdf

from tools.book import __main__ as book
from tools.folders import HERE


def test_a_book_without_solutions_links_to_none(tmp_path, monkeypatch):
    monkeypatch.setattr(book, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(book, "OUT", tmp_path / "out")
    monkeypatch.setattr(book, "BUILD", HERE.build(f"book-parts-{os.getpid()}"))
    solved, read = "solutions/01_score_one_prediction.ipynb", "teachers/read_a_class.ipynb"
    said = f"# A\n\n[Solved]({solved}), [read]({read})."
    cells = [{"cell_type": "markdown", "source": said}]
    for name in ("01_a.ipynb", "solutions/01_a.ipynb"):
        path = book.NOTEBOOKS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    try:
        assert book.main(["--url", "https://a.test", "--without", "solutions,teachers"]) == 0
    finally:
        shutil.rmtree(book.BUILD, ignore_errors=True)
    reader = pypdf.PdfReader(tmp_path / "out" / "bce_lessons.pdf")
    uris = re.findall(r"/URI \((.*?)\)", str([page.get("/Annots") for page in reader.pages]))
    assert [uri for uri in uris if "solutions" in uri or "teachers" in uri] == []
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Solved, read." in " ".join(text.split())
    assert "Solutions" not in text

"""On its page a lesson leads on in one line, and a word of the glossary carries what it means."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.folders import HERE
from tools.notebooks import form, terms, way
from tools.notebooks.terms import Term
from tools.parts import Parts
from tools.site import pages
from tools.site import way as on_pages

GLOSSARY = (Term("KL x", 'At 30 % it is "so" & so.'),)
BEFORE = "Previous: [Lesson 1: A](01_a.ipynb)"
LINE = f"[Map](00_start_here.ipynb#The-map) · [Glossary](glossary.md) · {BEFORE}"


def lesson(*prose):
    cells = [new_markdown_cell(text) for text in ("# A", *prose)]
    made = new_notebook(cells=cells)
    way.put(made, LINE)
    return made


def test_the_line_at_the_top_is_taken_and_the_end_keeps_what_the_theme_lacks():
    made = lesson("Words.")
    top = on_pages.led(made, ())
    here = "[Map](00_start_here.ipynb#the-map) · [Glossary](../glossary.md)"
    assert top == f"{here} · {BEFORE}"
    assert way.TOP not in [cell.id for cell in made.cells]
    assert made.cells[-1].source == f":::{{div}} page-links\n{here}\n:::"


def test_a_word_carries_what_it_means_in_plain_text():
    made = lesson("The **[kl X](glossary.md#KL-x)**; [not](glossary.md#no); [all](glossary.md).")
    on_pages.led(made, GLOSSARY)
    assert made.cells[1].source == (
        'The **<a class="term" href="../glossary.html#kl-x" '
        'data-says="KL x: At 30\u00a0% it is &quot;so&quot; &amp; so.">kl X</a>**; '
        "[not](glossary.md#no); [all](../glossary.md)."
    )


def test_code_is_left_as_it_is():
    made = new_notebook(cells=[new_markdown_cell("# A"), new_code_cell("[a](glossary.md#KL-x)")])
    assert on_pages.led(made, GLOSSARY) == ""
    assert made.cells[1].source == "[a](glossary.md#KL-x)"


@pytest.mark.parametrize("path", form.lessons(), ids=lambda path: path.stem)
def test_no_link_of_a_lesson_leads_to_the_file_of_the_glossary(path):
    made = way.published(path)
    top = on_pages.led(made, terms.read(HERE.notebooks))
    text = "\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
    assert "](glossary.md" not in text + top
    assert text.count("../glossary.html#") == text.count('class="term"')
    pages.Site(HERE, Parts()).add_links(path.stem, made, top)
    (line,) = [cell.source for cell in made.cells if cell.id == "page-links"]
    assert line.count("lossary](") == 1
    assert made.cells[1].source == line
    assert "progress" not in [cell.id for cell in made.cells]


def test_the_reading_list_is_found_before_the_last_cells():
    made = lesson("## Further reading\n\n- A book.")
    assert pages.reading(made) == "- A book."
    assert pages.reading(lesson("## Summary\n\nWords.")) == ""


def test_every_entry_has_its_own_place_on_the_page():
    names = [on_pages.anchor(term.name) for term in terms.read(HERE.notebooks)]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch("[a-z][a-z-]*", name) for name in names)

"""A word of the glossary is a link where a lesson first uses it; every link leads to an entry."""

import re

import mistune
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.folders import START
from tools.notebooks import form, terms, way
from tools.notebooks.terms import Term

GLOSSARY = terms.read(form.NOTEBOOKS)
LESSONS = [path for path in form.lessons() if path.stem != START]
CALLED = [(t.anchor, name.lower()) for t in GLOSSARY for name in (t.name, *t.also)]
ANCHORS = [term.anchor for term in GLOSSARY]
parsed = mistune.create_markdown(renderer=None, plugins=["math", "table"])


# --- The glossary -------------------------------------------------------------------------


def test_entries_stand_in_order_once_each_in_plain_words():
    names = [term.name for term in GLOSSARY]
    assert len(names) > 20
    assert names == sorted(names, key=str.lower)
    assert len({name for _, name in CALLED}) == len(CALLED)
    for term in GLOSSARY:
        assert term.says.endswith((".", "!")), term.name
        assert not re.search(r"[$*_`\[\]<>\\|]", term.says), f"{term.name}: a tooltip is plain text"


def test_every_heading_of_the_glossary_is_an_entry():
    text = (form.NOTEBOOKS / way.GLOSSARY).read_text(encoding="utf-8")
    assert re.findall(r"(?m)^### (.+)$", text) == [term.name for term in GLOSSARY]


# --- The lessons --------------------------------------------------------------------------


def pieces(tokens):
    """Yield the texts of parsed Markdown in their order, each with where it links to."""
    for token in tokens:
        kind = token["type"]
        if kind == "link":
            yield token["attrs"]["url"], "".join(text for _, text in pieces(token["children"]))
        elif kind == "text":
            yield "", token["raw"]
        elif kind not in ("heading", "codespan", "block_code", "block_math", "inline_math"):
            yield from pieces(token.get("children", []))


def uses(path):
    """Yield what a lesson's own prose says, piece by piece; exercises are the solutions'."""
    for cell in form.load(path).cells:
        listed = cell.source.startswith("## Further reading")
        if cell.cell_type == "markdown" and not cell.id.startswith("exercise-") and not listed:
            yield from pieces(parsed(cell.source))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_term_is_a_link_where_a_lesson_first_uses_it_and_nowhere_else(path):
    linked = []
    for url, text in uses(path):
        place, _, anchor = url.partition("#")
        if place == way.GLOSSARY and anchor:
            linked.append(anchor)
            continue
        said = text.lower()
        for anchor, name in () if url else [one for one in CALLED if one[1] in said]:
            longer = [other for _, other in CALLED if name in other and name != other]
            left = re.sub("|".join(longer) or "(?!)", "", said)
            met = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", left)
            assert not met or anchor in linked, f"{name}: run course.py renumber"
    assert linked
    assert len(linked) == len(set(linked))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_link_into_the_glossary_leads_to_an_entry(path):
    text = "\n".join(cell.source for cell in form.load(path).cells if cell.cell_type == "markdown")
    assert set(re.findall(rf"{re.escape(way.GLOSSARY)}#([^)]+)\)", text)) <= {*ANCHORS}


# --- How links are written ----------------------------------------------------------------

NAT = Term("nat", "A unit.")
OVER = Term("over-fitting", "Learning luck.", ("overfitting",))
DESCENT, GRADIENT = Term("gradient descent", "Steps."), Term("gradient", "Slopes.")
ENTROPY = Term("entropy", "The least.")
ALL = (NAT, OVER, DESCENT, GRADIENT, ENTROPY)


def written(*sources, **ids):
    notebook = new_notebook(cells=[new_markdown_cell(source) for source in sources])
    notebook.cells += [
        new_markdown_cell(text, id=name.replace("_", "-")) for name, text in ids.items()
    ]
    terms.linked(notebook, ALL)
    once = [cell.source for cell in notebook.cells]
    terms.linked(notebook, ALL)
    assert [cell.source for cell in notebook.cells] == once, "a second time changes nothing"
    return once


def to(words, anchor):
    return f"[{words}](glossary.md#{anchor})"


def test_only_the_first_use_is_a_link():
    assert written("Two **nats**, a nat.", "A nat.") == [
        f"Two **{to('nats', 'nat')}**, a nat.",
        "A nat.",
    ]
    moved = f"A nat. {to('nat', 'nat')} too."
    assert written(moved) == [f"A {to('nat', 'nat')}. nat too."]


@pytest.mark.parametrize(
    "source",
    ["`nat`", "$nat$", "$$nat$$", "## A nat", "```\nnat\n```", "[a nat](x.md)", "![nat](x.png)",
     "natural", "x-nat", '<a title="nat">', "cross-entropy", "## Further reading\n\nA nat"],
)  # fmt: skip
def test_what_is_no_prose_has_no_links(source):
    assert written(source) == [source]
    assert written(source, "A nat.")[1] == f"A {to('nat', 'nat')}."


def test_the_longer_of_two_terms_is_meant():
    assert written("Gradient descent on a gradient") == [
        f"{to('Gradient descent', 'gradient-descent')} on a {to('gradient', 'gradient')}"
    ]


def test_other_names_and_several_are_the_term_too():
    assert written("Overfitting") == [to("Overfitting", "over-fitting")]
    assert written("Entropies") == [to("Entropies", "entropy")]


def test_exercises_and_code_are_left_alone():
    assert written(exercise_nat="A nat.", way_top="nat", b="A nat.")[:2] == ["A nat.", "nat"]
    notebook = new_notebook(cells=[new_code_cell("nat")])
    terms.linked(notebook, ALL)
    assert notebook.cells[0].source == "nat"


def test_a_link_to_another_heading_stays():
    assert written(f"See {to('the table', 'Notation')}.") == [f"See {to('the table', 'Notation')}."]


def test_a_link_to_an_entry_that_has_another_name_now_goes():
    assert written(f"Two {to('nats', 'nit')} of {to('joy', 'joy')}.") == [
        f"Two {to('nats', 'nat')} of joy."
    ]


def test_the_parts_of_the_glossary_are_known():
    text = (form.NOTEBOOKS / way.GLOSSARY).read_text(encoding="utf-8")
    parts = re.findall(r"(?m)^## (.+)$", text)
    assert tuple(part.replace(" ", "-") for part in parts) == terms.PARTS


def test_an_entry_has_its_other_names(tmp_path):
    assert terms.read(tmp_path) == ()
    text = "# G\n\n### AUC\n\nAn order. Also: area, ROC AUC.\n\n## More\n\nNo.\n\n### KL x\n\nB.\n"
    (tmp_path / way.GLOSSARY).write_text(text, encoding="utf-8")
    found = terms.read(tmp_path)
    assert found == (Term("AUC", "An order.", ("area", "ROC AUC")), Term("KL x", "B."))
    assert found[1].anchor == "KL-x"

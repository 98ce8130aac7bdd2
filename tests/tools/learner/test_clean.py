"""In a learner's copy nothing has run, and all else is as in the course."""

import json
import re
import shutil

import nbformat
import pytest

from tests.tools.learner.small import notebook
from tools.folders import HERE
from tools.learner import clean, places
from tools.learner.copy import STATE, Copy
from tools.notebooks import form, held

FOLD = re.compile(r"<details><summary>[^<]+</summary>\n\n(.*?)\n\n</details>", re.S)


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The copy of the course itself, laid into another folder."""
    made = Copy(HERE, tmp_path_factory.mktemp("a learner") / "my_lessons")
    (said,) = made.lay()
    assert "what you change there stays yours" in said
    return made.folder


@pytest.mark.parametrize("path", form.below(), ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_lesson_is_as_in_the_course_and_has_not_run(copy, path):
    laid = (copy / path.relative_to(HERE.notebooks)).read_text(encoding="utf-8")
    wanted = nbformat.read(path, as_version=4)
    nbformat.validate(nbformat.reads(laid, as_version=4))
    assert unfolded(laid) == form.text(without_outputs(wanted))
    assert "image/png" not in laid


def unfolded(text):
    """Return what a notebook's file would hold if nothing in it were folded."""
    notebook = nbformat.reads(text, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = FOLD.sub(r"\1", cell.source)
    return form.text(notebook)


def without_outputs(notebook):
    """Return a notebook in which nothing has run."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


@pytest.mark.parametrize("path", form.lessons()[1:], ids=lambda path: path.stem)
def test_what_a_question_comes_to_is_folded_and_what_asks_is_not(copy, path):
    """As on the pages: by the same rule, and in the same places."""
    laid = nbformat.read(copy / path.name, as_version=4)
    texts = [cell.source for cell in laid.cells if cell.cell_type == "markdown"]
    folded = [text for source in texts for text in FOLD.findall(source)]
    parts = list(held.parts(nbformat.read(path, as_version=4).cells))
    assert folded == [part.text for part in parts if part.held and part.text]
    assert len(folded) > 3
    for text in folded:
        assert "<details" not in text
        assert not re.search(r"^#|\*\*Predict", text, re.M)


def test_every_link_leads_somewhere_in_the_copy(copy):
    for path in copy.rglob("*.ipynb"):
        for cell in form.load(path).cells:
            for link in re.findall(r"\]\(([^)\s#]+)[^)\s]*\)", cell.source):
                assert re.match(r"\w+:", link) or (path.parent / link).is_file(), link


def test_all_that_the_course_has_is_there_and_no_more(copy):
    found = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert {name for name in found if not name.startswith(STATE)} == set(places.of_the_course(HERE))
    assert {p.relative_to(HERE.notebooks).as_posix() for p in form.below()} <= found


def test_what_notebooks_show_comes_along(small):
    pictures = small.folders.notebooks / "images"
    pictures.mkdir()
    for name in ("map.png", ".hidden"):
        (pictures / name).write_bytes(b"\x89PNG\r\n")
    for name in ("teachers/class", "mine", ".ipynb_checkpoints/01_add-checkpoint"):
        small.course(name, "x = 1") if "/" not in name else shutil.copytree(
            small.folders.notebooks / "solutions", (small.folders.notebooks / name).parent
        )
    small.lay()
    laid = ["00_start_here", "01_add", "02_carry", "solutions/01_add", "teachers/01_add"]
    assert small.names() == sorted([f"{name}.ipynb" for name in laid] + ["images/map.png"])
    assert (small.mine / "images" / "map.png").read_bytes() == b"\x89PNG\r\n"
    (pictures / "map.png").write_bytes(b"another")
    assert small.lay() == []
    assert (small.mine / "images" / "map.png").read_bytes() == b"another"


def edited(change):
    found = notebook("x = 1", "y = 2")
    change(found["cells"])
    return clean.digest(json.dumps(found).encode())


def test_what_jupyterlab_changes_by_itself_is_no_change():
    before = edited(lambda cells: None)

    def reformat(cells):
        for one in cells:
            one["source"] = ["".join(one["source"])]
            one["id"] = one["id"] + "x"
            one["metadata"] = {"jp-MarkdownHeadingCollapsed": True, "trusted": True}
            one["execution_count"] = 7
        cells.append({"cell_type": "code", "source": [], "metadata": {}, "outputs": []})

    assert edited(reformat) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda cells: cells[1].update(source="x = 2"),
        lambda cells: cells[0].update(source="# My title"),
        lambda cells: cells[0].update(cell_type="raw"),
        lambda cells: cells[1].update(outputs=[]),
        lambda cells: cells[1].update(metadata={"tags": ["mine"]}),
        lambda cells: cells[0].update(attachments={"a.png": {"image/png": "AA=="}}),
        lambda cells: cells.pop(),
        lambda cells: cells.reverse(),
        lambda cells: cells.append({"cell_type": "raw", "source": "mine", "metadata": {}}),
    ],
)
def test_what_somebody_wrote_or_ran_is_one(change):
    assert edited(change) != edited(lambda cells: None)

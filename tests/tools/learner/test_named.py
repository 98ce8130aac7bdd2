"""What the learner named is the learner's; what is not known to be the course's is said so."""

import shutil

import pytest

from tests.tools.learner.small import answer
from tools.learner.copy import STATE


@pytest.mark.parametrize("name", ["71_add", "add", "01_add_new", "71_add-Copy1"])
@pytest.mark.parametrize("moves", [shutil.copy, shutil.move])
def test_what_the_learner_named_is_never_renamed_or_overwritten(small, name, moves):
    """Untouched as it is: a copy before one begins, or an order of one's own."""
    small.lay()
    moves(small.mine / "01_add.ipynb", small.mine / f"{name}.ipynb")
    small.course("01_add", "x = 2")
    (small.mine / "01_add.ipynb").unlink(missing_ok=True)
    assert small.lay() == []
    small.change("01_add", answer)
    small.course("01_add", "x = 3")
    small.lay()
    assert small.sources(name) == ["x = 1"]
    assert small.sources("01_add") == ["x = 'mine'"]


def test_a_lesson_is_renamed_as_often_as_its_number_changes(small):
    """From where the course laid it; what the learner put under an old number stays."""
    small.lay()
    for number, before in ((2, "01_add"), (3, "02_add")):
        small.order(*"abc"[: number - 1], "add")
        stem = f"{number:02}_add"
        (small.folders.notebooks / f"{before}.ipynb").unlink()
        small.course(stem, f"x = {number}")
        assert small.lay() == []
        assert (small.mine / f"{stem}.ipynb").exists()
        assert not (small.mine / f"{before}.ipynb").exists()
        shutil.copy(small.mine / f"{stem}.ipynb", small.mine / "01_add.ipynb")
    assert small.sources("01_add") == ["x = 3"]


def lose(small, name):
    """Lose what the course wrote about the copy: the ledger, or all."""
    if name:
        (small.mine / STATE / name).unlink()
    else:
        shutil.rmtree(small.mine / STATE)


@pytest.mark.parametrize("lost", ["", "laid.txt"])
def test_where_all_is_as_in_the_course_nothing_is_laid_or_said(small, lost):
    """Run and untouched, run and saved, or of other data: what was lost is learned again."""
    (small.folders.notebooks / "glossary.md").write_text("loss")
    small.lay()
    small.change("01_add", lambda found: found["cells"][1].update(outputs=["ran"]))
    lose(small, lost)
    before = small.everything()
    assert small.lay() == []
    assert small.everything() == before
    small.course("01_add", "x = 2")
    (said,) = small.lay()
    assert said == (
        "You and the course have both changed a lesson. "
        "Yours is as it was; new beside it: 01_add_new.ipynb."
    )


@pytest.mark.parametrize("lost", ["", "laid.txt"])
def test_what_may_have_been_changed_by_either_is_said_so(small, lost):
    (small.folders.notebooks / "glossary.md").write_text("loss")
    small.lay()
    small.change("01_add", answer)
    lose(small, lost)
    assert small.lay() == [
        "Whether the course has changed a lesson since you got it is not known. "
        "Yours is as it was; the course's is beside it: 01_add_new.ipynb."
    ]
    assert small.lay() == []
    (small.mine / "glossary.md").write_text("mine")
    lose(small, lost)
    (said,) = small.lay()
    assert said.startswith("Whether the course has changed a file since")
    assert "glossary_new.md" in said


def test_a_file_that_is_no_lesson_is_not_called_one(small):
    for text in ("loss", "losses"):
        (small.folders.notebooks / "glossary.md").write_text(text)
        said = small.lay()
        (small.mine / "glossary.md").write_text("mine")
    assert said == [
        "You and the course have both changed a file. "
        "Yours is as it was; new beside it: glossary_new.md."
    ]


def test_a_lesson_with_another_number_lies_beside_where_nothing_is_known(small):
    small.lay()
    small.change("01_add", answer)
    lose(small, "laid.txt")
    small.order("first", "add")
    (small.folders.notebooks / "01_add.ipynb").rename(small.folders.notebooks / "02_add.ipynb")
    (said,) = small.lay()
    assert said.startswith("Whether the course has changed a lesson since")
    assert said.endswith(": 02_add.ipynb.")
    assert small.sources("01_add") == ["x = 'mine'"]

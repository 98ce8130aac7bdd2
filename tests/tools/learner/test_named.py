"""What the learner named is the learner's; what is not known to be the course's is said so."""

import shutil

import pytest

from tests.tools.learner.small import answer


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

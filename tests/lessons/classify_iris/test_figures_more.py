import numpy as np
import pytest

from bce_lessons.datasets import Dataset, iris_pair
from bce_lessons.plots import alt_text, two_species, winning_scores
from tests.drawn import PETALS, texts, title

WON, TESTED = [0.1, 0.2, 0.15], [0.3, 0.1, 0.15]


def test_two_species_are_drawn_with_their_names_and_ranges():
    ax = two_species(PETALS)
    drawn = [s for s in ax.collections if s.get_label().endswith(("y = 0", "y = 1"))]
    assert [len(s.get_offsets()) for s in drawn] == [50, 50]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("petal length, cm", "petal width, cm")
    said = alt_text(ax)
    for label, name in enumerate(PETALS.class_names):
        length = PETALS.X[PETALS.y == label, 0]
        assert f"{name} from {length.min():g} to {length.max():g}" in said


def test_a_species_that_is_missing_has_no_range():
    ax = two_species(Dataset([[0, 1], [2, 3]], [1, 1], ("a (cm)", "b (cm)"), ("no", "yes")))
    said = "0 no (y = 0, squares) and 2 yes (y = 1, circles): a (cm), yes from 0 to 2."
    assert alt_text(ax) == said


def test_two_species_need_two_measurements():
    with pytest.raises(ValueError, match="data has 4 features: a plane needs two"):
        two_species(iris_pair("setosa", "versicolor"))


def test_every_split_is_a_dot_and_those_above_the_line_look_different():
    ax = winning_scores(WON, TESTED)
    diagonal, below, above = ax.lines
    assert np.array_equal(*diagonal.get_data())
    assert np.allclose(np.transpose(below.get_data()), [(0.2, 0.1), (0.15, 0.15)])
    assert np.allclose(np.transpose(above.get_data()), [(0.1, 0.3)])
    assert below.get_marker() != above.get_marker()
    assert title(ax) == "The test is worse than the score in 1 of 3"
    assert "the mean 0.150, from 0.100 to 0.200" in alt_text(ax)
    said = alt_text(winning_scores([0.2, 0.4], [0.1, 0.6]))
    assert "the mean 0.300, from 0.200 to 0.400" in said
    assert "in the test 0.350, from 0.100 to 0.600; the test is worse in 1 of them" in said


@pytest.mark.parametrize("mark", [0, -3])
def test_a_split_is_ringed_and_named(mark):
    ax = winning_scores(WON, TESTED, mark=mark)
    assert np.allclose(ax.lines[-1].get_data(), [[0.1], [0.3]])
    assert "split 0" in texts(ax)
    assert alt_text(ax).endswith("Split 0 won with 0.100 and has 0.300 in the test.")


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (([], []), "won is empty"),
        (([0.1], [0.1, 0.2]), "won has 1 numbers, tested 2"),
        (([[0.1]], [0.1]), r"won has shape \(1, 1\)"),
        (([-0.1], [0.1]), r"won\[0\] is -0\.1"),
        (([0.1], [np.inf]), r"tested\[0\] is inf"),
    ],
)
def test_what_is_no_score_is_refused(arguments, match):
    with pytest.raises(ValueError, match=match):
        winning_scores(*arguments)


def test_a_split_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="mark is 3"):
        winning_scores(WON, TESTED, mark=3)

"""What the figures of a training run draw: the runs, a cross where one ends, and words."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from bce_lessons import plots
from bce_lessons.lessons.debug_a_training_run._curves import CURVES
from bce_lessons.lessons.debug_a_training_run.model import BUGS, GOOD, run
from bce_lessons.palette import PALETTE
from bce_lessons.plots import alt_text


def colour(line):
    return to_hex(line.get_color()).upper()


@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug != GOOD])
def test_a_bug_is_drawn_beside_the_healthy_run(bug):
    healthy, printed, tested, *crosses = plots.bug_curve(bug, test=True).lines
    np.testing.assert_array_equal(healthy.get_ydata(), run().printed)
    np.testing.assert_array_equal(printed.get_ydata(), run(bug).printed)
    np.testing.assert_array_equal(tested.get_ydata(), run(bug).test_loss)
    names = ["faint", "loss", "model"]
    assert [colour(line) for line in (healthy, printed, tested)] == [PALETTE[one] for one in names]
    assert len({line.get_linestyle() for line in (healthy, printed, tested)}) == 3
    assert len(crosses) == bool(np.isnan(run(bug).printed).any())


@pytest.mark.parametrize("bug", ["float16", "float32"])
def test_the_cross_stands_on_the_last_number_before_nan(bug):
    rate = {"float16": 1.0, "float32": 30.0}[bug]
    ax, printed = plots.bug_curve(bug, rate), run(bug, rate).printed
    (last,) = np.flatnonzero(~np.isnan(printed))[-1:]
    assert ax.lines[-1].get_xydata().tolist() == [[last, printed[last]]]
    assert ax.texts[0].get_text() == "then NaN"
    assert ax.texts[0].xy == (last, printed[last])


def test_without_the_test_two_curves_are_drawn():
    assert len(plots.bug_curve("sigmoid twice").lines) == 2


def test_the_healthy_run_stands_beside_no_other():
    ax = plots.bug_curve(test=True)
    printed, tested = (line.get_ydata() for line in ax.lines)
    np.testing.assert_array_equal(printed, run().printed)
    np.testing.assert_array_equal(tested, run().test_loss)
    assert "without" not in alt_text(ax)


def test_the_key_names_the_lines_if_asked_for():
    assert plots.bug_curve().get_legend() is None
    legend = plots.bug_curve("starts sure", test=True, key=True).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == [
        "no bug", "as printed", "in the test",
    ]  # fmt: skip


def titled(ax):
    return ax.get_title(loc="left") + ax.get_title()


def test_a_learning_rate_of_its_own_is_in_the_title():
    ax = plots.bug_curve(rate=30.0)
    assert titled(ax) == "learning rate 30"
    assert titled(plots.bug_curve("sum of 64", 0.1)) == "sum of 64, rate 0.1"
    assert titled(plots.bug_curve("sum of 64")) == "sum of 64"
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), run("no bug", 30.0).printed)


@pytest.mark.parametrize("letter", CURVES)
def test_a_curve_to_be_named_tells_no_name(letter):
    ax = plots.unnamed_curve(letter)
    np.testing.assert_array_equal(ax.lines[1].get_ydata(), run(*CURVES[letter]).printed)
    shown = {"E": "E, rate 0.1", "H": "H, rate 0.01"}.get(letter, letter)
    assert titled(ax) == shown
    assert alt_text(ax).startswith(f"{shown}: the printed loss goes from ")
    assert CURVES[letter][0] not in alt_text(ax).partition(";")[0]


@pytest.mark.parametrize("bug", BUGS)
def test_losses_are_drawn_from_0_up_unless_they_fall_below(bug):
    ax = plots.bug_curve(bug, test=True)
    low = np.nanmin(run(bug).printed)
    assert ax.get_ylim()[0] == 0 if low > 0 else ax.get_ylim()[0] < low


def test_many_thousands_of_nats_have_commas():
    ax = plots.bug_curve("labels 255")
    ax.figure.canvas.draw()
    assert "−200,000" in [tick.get_text() for tick in ax.get_yticklabels()]


def test_words_tell_where_a_curve_goes():
    assert "is NaN from epoch 7" in alt_text(plots.unnamed_curve("D"))
    assert "goes from −1.376 to −23.559" in alt_text(plots.unnamed_curve("E"))
    assert "from 60.885 to −942,422" in alt_text(plots.bug_curve("labels 255"))
    assert "over 0.986" in alt_text(plots.unnamed_curve("C"))


@pytest.mark.parametrize("wrong", ["sigmoid", 3, None])
def test_an_unknown_bug_is_refused(wrong):
    with pytest.raises((ValueError, TypeError), match="bug"):
        plots.bug_curve(wrong)
    with pytest.raises((ValueError, TypeError), match="letter"):
        plots.unnamed_curve(wrong)


def test_a_rate_that_is_none_is_refused():
    with pytest.raises(ValueError, match="rate"):
        plots.bug_curve(rate=0)

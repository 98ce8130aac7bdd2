"""The dictionary's page: what the table makes of it today, whole, true, and to be found."""

import math
import re
import warnings

import numpy as np
import pytest

from bce_lessons import lessons
from tools import figures
from tools.folders import HERE
from tools.libraries import __main__ as dictionary
from tools.libraries import page, plot, table

TABLE = table.read()
KEPT = table.found()["libraries"]
ROWS = [(one, *found) for one in TABLE.libraries for found in one.rows()]
TEXT = dictionary.PAGE.read_text(encoding="utf-8")
by_row = pytest.mark.parametrize(
    ("library", "key", "call", "row"), ROWS, ids=[f"{one.name}-{key}" for one, key, _, _ in ROWS]
)


@by_row
def test_the_courses_own_line_gives_the_number_that_the_library_gave(library, key, call, row):
    theirs, ours = KEPT[library.name]["answers"][key], TABLE.answer(call, row)
    assert table.agree(theirs, ours) != bool(row.differs)


def test_the_page_and_its_picture_are_what_the_table_makes_today():
    assert page.page(TABLE) == TEXT, "run: .venv/bin/python -m tools.libraries"
    drawn = (HERE.figures / plot.PICTURE).read_bytes()
    assert (HERE.notebooks / plot.PICTURE).read_bytes() == drawn


def test_every_library_was_asked_everything_and_nothing_else_is_kept():
    assert list(KEPT) == [one.name for one in TABLE.libraries]
    for one in TABLE.libraries:
        assert list(KEPT[one.name]["answers"]) == [key for key, _, _ in one.rows()]
        assert all(KEPT[one.name]["versions"].values())
        assert set(KEPT[one.name]["versions"]) == set(one.packages)


@pytest.mark.parametrize(
    "name",
    ["log_loss", "d2_log_loss_score", "HalfBinomialLoss", "CalibratedClassifierCV", "BCELoss",
     "BCEWithLogitsLoss", "BinaryCrossentropy", "optax", "TensorFlow", "XGBoost", "LightGBM",
     "CatBoost", "statsmodels", "pos_weight", "scale_pos_weight", "from_logits"],
)  # fmt: skip
def test_what_people_search_for_is_on_the_page(name):
    assert name in TEXT


def test_every_loss_says_what_it_clips_divides_by_and_does_with_soft_labels_and_masks():
    for one in TABLE.libraries:
        said = " ".join(fact for call in one.calls for fact in call.facts)
        for word in ("eights", "oft labels", "ask", "ulti-label"):
            assert word in said, (one.name, word)
        for call in one.calls:
            assert call.wants
            assert call.clips
            assert call.returns
            assert call.row("miss") is None or call.divides
    assert {"mean", "miss", "soft"} <= {row.about for _, _, _, row in ROWS}


def test_the_two_divisors_of_one_example():
    one, two = KEPT["PyTorch"]["answers"], KEPT["scikit-learn"]["answers"]
    assert one["BCEWithLogitsLoss/two"] == pytest.approx(1.153, abs=5e-4)
    assert two["log_loss/two"] == pytest.approx(0.576, abs=5e-4)
    assert "PyTorch says 1.1528: it divides by 2" in TEXT
    assert "says 0.5764: it divides by 4" in TEXT


def test_a_weighted_loss_is_divided_by_what_its_table_says():
    names = table.namespace(TABLE.start)
    y, z, w = (names[name] for name in "yzw")
    whole = w @ (np.logaddexp(0, z) - y * z)
    by = {"sum of weights": w.sum(), "number of entries": 4, "number of samples": 4}
    found = {
        (one.name, call.name): (KEPT[one.name]["answers"][key], whole / by[call.divides])
        for one, key, call, row in ROWS
        if row.about == "weights" and call.divides in by and "skill" not in call.facts[0]
    }
    assert len(found) == 8
    for name, (answer, right) in found.items():
        assert answer == pytest.approx(right, rel=2e-6), name


def test_links_lead_to_lessons_and_code_fits_on_paper():
    for name in re.findall(r"\]\((\d\d_\w+\.ipynb)\)", TEXT):
        assert (HERE.notebooks / name).is_file()
    blocks = re.findall(r"```python\n(.*?)```", TEXT, re.S)
    assert len(blocks) > 20
    lines = [line for block in blocks for line in block.splitlines()]
    assert max(map(len, lines)) <= page.LONGEST
    assert not re.search(r"@\w+@|\{\w[\w-]*/", TEXT)


def test_all_that_the_page_shows_runs_in_its_order():
    """The blocks of scikit-learn, one after the other, as a reader copies them."""
    part = TEXT[TEXT.index("## scikit-learn") : TEXT.index("## PyTorch")]
    names = table.namespace(TABLE.start)
    for block in re.findall(r"```python\n(.*?)```", part, re.S):
        lines = [line for line in block.split("\n\n") if "ValueError" not in line]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "The y_prob values do not sum to one")
            exec("\n\n".join(lines), names)


def test_the_picture_says_what_it_shows_and_its_dots_are_answers():
    ax = plot.differences(KEPT)
    dots = [line.get_xdata()[0] for line in ax.lines[1:]]
    shown = [dot for group in plot.GROUPS.values() for dot in group]
    assert dots == [KEPT[dot.library]["answers"][dot.key] for dot in shown]
    plain = KEPT["scikit-learn"]["answers"]["log_loss/mean"]
    assert ax.lines[0].get_xdata() == [plain, plain]
    assert ax.get_xlabel() == "mean loss of the four, nats"
    assert all(dot.label in plot.alt(KEPT) for dot in shown)
    assert all(f"{x:.3f}" in plot.alt(KEPT) for x in dots)
    assert "libraries.svg" in figures.libraries()[1][0]


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.75095789, "0.7510"), (-0.0834, "−0.0834"), (36.043653, "36.04"), (1000.0, "1000"),
     (1.0, "1"), (-0.0, "0"), (math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "NaN"),
     ("ValueError", "ValueError"), (-380.7986, "−380.80")],
)  # fmt: skip
def test_numbers_are_printed_with_about_four_digits(value, said):
    assert page.shown(value) == said


def test_a_lesson_that_is_left_out_is_named_without_a_link(monkeypatch):
    monkeypatch.setattr(lessons, "ORDER", ("score_one_prediction",))
    assert page.link("score_one_prediction") == "[Lesson 1](01_score_one_prediction.ipynb)"
    assert page.link("decide_by_costs") == lessons.named("decide_by_costs")

"""The dictionary's page: what the table makes of it today, whole, true, and to be found."""

import math
import re
import warnings
from dataclasses import fields

import numpy as np
import pytest

from bce_lessons import lessons
from tools import figures
from tools.folders import HERE
from tools.libraries import __main__ as dictionary
from tools.libraries import install, measure, page, plot, table
from tools.stop import Stop

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


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [(0.75095789, 0.7509579, True), (0.7509, 0.7510, False), (math.inf, math.inf, True),
     (math.nan, math.nan, True), (math.nan, 0.0, False), ("ValueError", "ValueError", True),
     ("ValueError", "TypeError", False), ("ValueError", 1.0, False), (0.0, -3e-9, True)],
)  # fmt: skip
def test_answers_agree_to_six_digits(one, other, same):
    assert table.agree(one, other) is same


def test_a_lesson_that_is_left_out_is_named_without_a_link(monkeypatch):
    monkeypatch.setattr(lessons, "ORDER", ("score_one_prediction",))
    assert page.link("score_one_prediction") == "[Lesson 1](01_score_one_prediction.ipynb)"
    assert page.link("decide_by_costs") == lessons.named("decide_by_costs")


def test_what_is_kept_can_be_read_back_and_has_eight_digits():
    said = {"answers": {"a": math.inf, "b": math.nan, "c": 1 / 3, "d": "ValueError", "e": -0.0}}
    assert dictionary.plain(said) == {
        "a": "inf", "b": "nan", "c": 0.33333333, "d": "ValueError", "e": 0.0
    }  # fmt: skip
    assert table.value_of("inf") == math.inf
    assert table.value_of("ValueError") == "ValueError"


def test_a_library_that_cannot_be_asked_stops_and_one_that_is_not_there_says_nothing(monkeypatch):
    nowhere = table.Library("none", "no-such-package", "no_such_module", "", ())
    assert not measure.is_there(nowhere)
    with pytest.raises(Stop, match="none cannot be asked: "):
        measure.asked(nowhere)  # no library of the table
    assert [one.name for one in fields(table.Row)][:4] == ["about", "title", "library", "ours"]


def test_versions_are_those_of_the_page_or_todays(monkeypatch):
    torch = TABLE.library("PyTorch")
    version = KEPT["PyTorch"]["versions"]["torch"]
    monkeypatch.setattr(install.sys, "platform", "linux")
    assert install.wants(torch, newest=False) == [f"torch=={version}+cpu"]
    monkeypatch.setattr(install.sys, "platform", "darwin")
    assert install.wants(torch, newest=False) == [f"torch=={version}"]
    assert install.wants(TABLE.library("Keras"), newest=True) == ["keras", "tensorflow"]


def test_nothing_is_installed_where_all_is_there(monkeypatch):
    wanted = {line for one in TABLE.libraries for line in install.wants(one, newest=False)}
    monkeypatch.setattr(install, "installed", lambda: wanted)
    monkeypatch.setattr(install, "fill", lambda *lacking: pytest.fail(str(lacking)))
    assert install.ready() == install.PYTHON
    assert install.FOLDER.parent == HERE.root / "build"


def test_without_a_network_it_says_so_and_one_library_that_fails_does_not_stop_the_rest(
    monkeypatch, tmp_path, capsys
):
    asked = []

    class Fake:
        def __init__(self, *places):
            pass

        def step(self, *command):
            return 0

        def prepare(self, uv):
            assert uv.startswith("uv==")

        def install(self, what, *packages):
            asked.append(what)
            if "PyTorch" in what:
                raise Stop("no such version")

    monkeypatch.setattr(install, "ENV", tmp_path / "env")
    monkeypatch.setattr(install, "FOLDER", tmp_path)
    monkeypatch.setattr(install, "installed", set)
    monkeypatch.setattr(install, "Installer", Fake)
    monkeypatch.setattr(install.owned, "claim", lambda *places: None)
    install.ready()
    assert asked == [f"Installing {one.name}" for one in TABLE.libraries]
    assert "PyTorch could not be installed: no such version" in capsys.readouterr().err

    def no_network(self, uv):
        raise Stop("no packages could be fetched: is there a network?")

    monkeypatch.setattr(Fake, "prepare", no_network)
    with pytest.raises(Stop, match="the libraries are not installed: no packages could be fetched"):
        install.ready()


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

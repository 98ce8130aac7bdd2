"""Intervals hold the truth as often as they say: in a small run of the bench, by its own table."""

import math
import re

import numpy as np
import pytest

from bce_lessons import sigmoid
from bce_lessons._intervals import Drawing, Units
from bce_lessons.comparison import compare_losses, loss_interval
from tools.bench import __main__ as bench
from tools.bench import coverage
from tools.bench.coverage import DRAWS, GROUPED, WORLDS, World, cover, drawn, series, terms_of

SETS, N = 200, 50
by_world = pytest.mark.parametrize("world", [*WORLDS, *GROUPED], ids=str)


@pytest.mark.parametrize("world", [w for w in WORLDS if w.well_behaved], ids=str)
def test_intervals_hold_the_truth_as_often_as_they_say(world):
    """93 to 97 %, and what chance adds to 200 sets: two standard errors of a share."""
    found = cover(world, N, SETS)["studentized"]
    assert 0.93 - 2 * math.sqrt(0.93 * 0.07 / SETS) <= found
    assert found <= 0.97 + 2 * math.sqrt(0.97 * 0.03 / SETS)


def test_a_rare_miss_that_few_sets_have_is_not_held():
    found = cover(WORLDS[-1], N, SETS)
    seen = 1 - 0.99**N  # no interval of samples without a miss knows of one
    assert max(found.values()) <= seen + 2 * math.sqrt(seen * (1 - seen) / SETS)


@by_world
def test_the_truth_is_the_mean_of_very_many(world):
    above, below = drawn(world, 400_000 // max(world.rows, default=1), 1)
    found = Units(above[0], below[0], ())
    assert world.truth() == pytest.approx(found.value, abs=4 * found.standard_error)


def test_rows_of_a_group_have_its_label_and_their_number():
    equal, other = (one for one in GROUPED if not one.paired)
    y, z = equal.samples(np.random.default_rng(0), (3, 40))
    assert y.shape == z.shape == (3, 40, 10)
    assert (np.ptp(y, axis=-1) == 0).all()
    assert (np.ptp(z, axis=-1) > 0).all()
    assert set(drawn(equal, 40, 3)[1].ravel()) == {10}
    assert set(drawn(other, 40, 3)[1].ravel()) == set(other.rows)


def test_few_groups_hold_less_often_than_they_say():
    for world in GROUPED:
        few, many = (cover(world, n, SETS) for n in (6, 50))
        assert few["bca"] < many["bca"]
        assert few["normal"] < many["normal"]
        assert few["bca"] < 0.9


def test_a_series_needs_blocks_much_longer_than_it_remembers():
    assert series(10, SETS)["normal"] < 0.75 < 0.85 < series(100, SETS)["normal"]


@pytest.mark.parametrize("n", [3, 6, 20])
def test_student_is_right_for_the_mean_of_a_few(n):
    """Of normal terms, exactly; normal quantiles hold less often than they say."""
    rows, normal = np.random.default_rng(4).normal(size=(2000, n)), 0
    drawing, held = Drawing(0.9, "normal", 99, None), 0
    for row in rows:
        units = Units(row, np.ones(n), ())
        low, high = drawing.ends(units)
        held += low <= 0 <= high
        normal += abs(row.mean()) <= 1.645 * units.standard_error
    assert held / 2000 == pytest.approx(0.9, abs=3 * math.sqrt(0.09 / 2000))
    assert normal < held


@pytest.mark.parametrize("method", ["studentized", "bca", "normal"])
def test_it_measures_what_the_public_functions_return(method):
    options = {"method": method, "n_resamples": DRAWS}
    drawing = Drawing(0.95, method, DRAWS, None)
    for world in (WORLDS[1], World(over=1.3, noise=0.3, paired=True)):
        samples = world.samples(np.random.default_rng(1), (1, N))
        units = Units(terms_of(samples)[0], np.ones(N), ())
        counts = np.concatenate(list(drawing.counted(N)))
        ends = drawing._replace(counts=counts).ends(units)
        y, *probabilities = (samples[0][0], *(sigmoid(z[0]) for z in samples[1:]))
        public = compare_losses if world.paired else loss_interval
        found = public(y, *probabilities, **options)
        assert (found.low, found.high) == pytest.approx(ends, rel=1e-9)


def test_the_page_has_a_row_for_each_model(monkeypatch, capsys):
    for name in ("WORLDS", "GROUPED", "BLOCKS"):
        monkeypatch.setattr(coverage, name, getattr(coverage, name)[-1:])
    lines = coverage.page(20, (10, 20), (4,)).splitlines()
    assert [line.split("|")[1].strip(" -") for line in lines if line.startswith("| ")] == [
        *("model", "", str(WORLDS[-1])),
        *("model", "", str(GROUPED[-1])),
        *("model", "", f"in blocks of {coverage.BLOCKS[-1]}"),
    ]
    monkeypatch.setattr(coverage, "page", lambda: "a table")
    assert bench.main(["--coverage"]) == 0
    assert capsys.readouterr().out == "a table\n"
    with pytest.raises(SystemExit):
        bench.main(["--coverage", "--save"])


@pytest.mark.parametrize("n", [50, 200])
@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_the_docs_print_what_the_bench_prints(world, n):
    """The first two numbers of each method, in full; the third takes too long for a test."""
    name, docs = str(world), loss_interval.__doc__
    if world.paired:
        name, docs = name.removeprefix("calibrated - ("), compare_losses.__doc__
    rows = [row for row in rows_of(docs) if len(row) == 10]
    row = max((row for row in rows if shared(row[0], name)), key=lambda row: len(row[0]))
    assert row[1 + coverage.SIZES.index(n) :: 3] == written(cover(world, n))


@pytest.mark.parametrize("n", coverage.GROUPS)
@pytest.mark.parametrize("world", GROUPED, ids=str)
def test_the_docs_print_what_the_bench_prints_of_groups(world, n):
    rows = rows_of((compare_losses if world.paired else loss_interval).__doc__)
    row = next(row for row in rows if len(row) == 13 and str(world).endswith(row[0]))
    assert row[1 + coverage.GROUPS.index(n) :: 4] == written(cover(world, n))


def test_the_docs_print_what_the_bench_prints_of_series():
    said = " ".join(loss_interval.__doc__.split())
    few, some, many = (written(series(block))[0] for block in coverage.BLOCKS)
    assert (
        f"blocks of 10 hold in {few} %, blocks of 50 in {some} %, and the ten blocks of 100 in "
        f"{many} %." in said
    )


def test_the_docs_say_of_how_many_sets_and_drawings_their_tables_are():
    for public in (loss_interval, compare_losses):
        said = " ".join(public.__doc__.split())
        assert (
            f"{coverage.SETS:,} simulated sets of 50, 200 and 1,000 samples, of {DRAWS} r" in said
        )
        assert f"{coverage.SETS:,} sets of 6, 10, 20 and 50 groups" in said


def written(found):
    return [f"{100 * share:.1f}" for share in found.values()]


def rows_of(docs):
    return [re.split("  +", line.strip()) for line in docs.splitlines()]


def shared(said, name):
    """Tell whether the docs' shorter name is that of a model."""
    return name.startswith(said.split(", some")[0].split(", more")[0])

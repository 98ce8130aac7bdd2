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
from tools.bench.coverage import DRAWS, WORLDS, World, cover, terms_of

SETS, N = 200, 50
by_world = pytest.mark.parametrize("world", WORLDS, ids=str)


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
    terms = terms_of(world.samples(np.random.default_rng(0), (1, 400_000)))
    error = terms.std() / math.sqrt(terms.size)
    assert world.truth() == pytest.approx(terms.mean(), abs=4 * error)


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


def test_the_table_has_a_row_for_each_model(monkeypatch, capsys):
    monkeypatch.setattr(coverage, "WORLDS", WORLDS[:1])
    assert len(coverage.page(20, (10, 20)).splitlines()) == 5
    monkeypatch.setattr(coverage, "page", lambda: "a table")
    assert bench.main(["--coverage"]) == 0
    assert capsys.readouterr().out == "a table\n"
    with pytest.raises(SystemExit):
        bench.main(["--coverage", "--save"])


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_the_docs_print_what_the_bench_prints(world):
    """The first number of each method, in full."""
    found = [f"{100 * share:.1f}" for share in cover(world, 50).values()]
    name, docs = str(world), loss_interval.__doc__
    if world.paired:
        name, docs = name.removeprefix("calibrated - ("), compare_losses.__doc__
    lines = [re.split("  +", line.strip()) for line in docs.splitlines()]
    rows = [line for line in lines if len(line) == 10]
    row = max((row for row in rows if shared(row[0], name)), key=lambda row: len(row[0]))
    assert row[1::3] == found


def shared(said, name):
    """Tell whether the docs' shorter name is that of a model."""
    return name.startswith(said.split(", some")[0].split(", more")[0])

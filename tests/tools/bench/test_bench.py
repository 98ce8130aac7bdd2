"""The speed bench measures what it says, and its report says what was measured."""

import json
import time
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib import colors

from bce_lessons import palette, plots
from tools import figures
from tools.bench import __main__ as bench
from tools.bench import cases, memory, plot, report, sliders
from tools.bench import speed as races
from tools.bench.cases import NAIVE, OURS, SKLEARN, SUM, TORCH, Case


def check_results(found):
    """Fail unless these are results as figures/bench.json holds them."""
    about = found["about"]
    assert " ".join(about) == "machine cores busy threads python versions contenders"
    assert 0 <= about["busy"] <= about["cores"]
    assert not {"/", "\\"} & set(about["machine"])
    assert {"numpy", "scipy", "scikit-learn"} <= set(about["versions"])
    assert ("torch" in about["versions"]) == (TORCH in about["contenders"])
    assert set(about["contenders"]) <= set(cases.CONTENDERS)
    seen = [Case(*(row[name] for name in Case._fields)) for row in found["speed"]]
    assert len(set(seen)) == len(seen) > 0
    for row in found["speed"]:
        assert list(row["ns"]) == about["contenders"]
        assert all(ns > 0 for ns in row["ns"].values())
    for row in found["memory"]:
        assert set(row) == {*Case._fields, "bytes"}
        assert OURS in row["bytes"]
        assert all(size >= 0 for size in row["bytes"].values())
    assert found["memmap"] is None or found["memmap"]["n"] == races.HUGE


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "bench.json")
    monkeypatch.setattr(figures, "FOLDER", tmp_path)
    return tmp_path


@pytest.fixture
def small(monkeypatch):
    """Make every run a matter of a second."""
    sizes = {"QUICK_SIZES": (10, 1000), "SIZES": (10, 1000), "MEMORY_SIZES": (1000, 2000)}
    for name, value in {**sizes, "HUGE": 5000, "ROUNDS": 2, "SHORTEST": 1e-5}.items():
        monkeypatch.setattr(races, name, value)
    monkeypatch.setattr(races.psutil, "cpu_percent", lambda seconds: 7.0)


def test_a_quick_run_measures_what_is_promised(small, folder, capsys, monkeypatch):
    seen = {}
    measure = races.measure
    monkeypatch.setattr(races, "measure", lambda **o: seen.setdefault("it", measure(**o)))
    assert bench.main(["--quick"]) == 0
    check_results(json.loads(json.dumps(seen["it"])))
    assert {row["dtype"] for row in seen["it"]["speed"]} == {"float64"}
    out = capsys.readouterr().out
    assert "n = 1,000,000: 50 times as fast as scikit-learn" in out
    assert "extra memory, at any n: at most 1 MB" in out
    assert list(folder.iterdir()) == []  # nothing is kept unasked


def test_a_whole_run_is_kept_and_drawn(small, folder, capsys, monkeypatch):
    monkeypatch.setattr(figures, "FIGURES", {})
    for beside in ("moved", "libraries"):
        monkeypatch.setattr(figures, beside, lambda: ({}, []))
    assert bench.main(["--huge", "--save"]) == 0
    found = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
    check_results(found)
    assert len(found["speed"]) == 2 * 8 + 2
    assert len(found["memory"]) == 2 * 8
    assert found["memmap"]["private_bytes"] >= 0
    assert "python3 course.py figures" in capsys.readouterr().out
    figures.main([])
    names = {path.name for path in folder.iterdir()}
    assert names == {"README.md", "bench.json", "bench.md", "bench.png", "bench.svg"}
    capsys.readouterr()
    figures.main([])
    assert "5 files, 5 unchanged" in capsys.readouterr().out


def test_nothing_that_was_kept_is_lost_unasked(folder, capsys, monkeypatch):
    kept = {"about": {"contenders": [OURS, "another library"]}}
    bench.RESULTS.write_text(json.dumps(kept), encoding="utf-8")
    monkeypatch.setattr(races, "measure", lambda **_: pytest.fail("too late to refuse"))
    assert bench.main(["--save"]) == 1
    assert "another library" in capsys.readouterr().err
    assert json.loads(bench.RESULTS.read_text(encoding="utf-8")) == kept


@pytest.mark.parametrize("options", [["--quick", "--save"], ["--sliders", "--save"], ["--fast"]])
def test_options_that_make_no_sense_are_refused(options, capsys):
    with pytest.raises(SystemExit, match="2"):
        bench.main(options)
    assert "course.py bench" in capsys.readouterr().err


def test_the_sliders_have_their_own_bench(monkeypatch):
    monkeypatch.setattr(sliders, "sliders", lambda: 7)
    assert bench.main(["--sliders"]) == 7


def test_what_is_kept_in_figures_is_whole():
    kept = figures.FOLDER / "bench.json"
    if not kept.exists():
        pytest.skip("no results are kept yet: python3 course.py bench --huge --save")
    found = json.loads(kept.read_text(encoding="utf-8"))
    check_results(found)
    assert {row["n"] for row in found["speed"]} >= set(races.SIZES)
    assert all(kept is not None for _, _, kept in report.promises(found))


# --- Measuring ----------------------------------------------------------------------------


@pytest.mark.parametrize("case", races.cases([500]), ids=str)
def test_all_contenders_compute_the_same(case):
    drawn = cases.data(case)
    assert drawn.y.dtype == np.int8
    assert str(drawn.x.dtype) == case.dtype
    assert (drawn.w is not None) == case.weighted
    races.agree(case, cases.contenders(case, drawn))


def test_labels_are_as_random_as_the_probabilities_say():
    drawn = cases.data(Case("probabilities", "float64", False, 100_000))
    assert np.mean(drawn.y - drawn.x) == pytest.approx(0, abs=0.005)


def test_a_contender_that_computes_something_else_stops_the_bench():
    case = Case("probabilities", "float64", False, 10)
    with pytest.raises(RuntimeError, match=r"naive NumPy says 1\.001, bce_lessons 1\.0"):
        races.agree(case, {OURS: lambda: 1.0, SUM: lambda: 99.0, NAIVE: lambda: 1.001})


def test_contenders_take_turns_and_the_slow_sit_out_some_rounds(monkeypatch):
    calls, now = [], 0.0

    def contender(name, seconds):
        def call():
            nonlocal now
            calls.append(name)
            now += seconds
            return 1.0

        return call

    def timed(call, number):
        start = now
        for _ in range(number):
            call()
        return now - start

    racers = {OURS: contender(OURS, 0.005), SKLEARN: contender(SKLEARN, 0.05)}
    monkeypatch.setattr(cases, "contenders", lambda case, data: racers)
    clocks = {"SHORTEST": 1e-6, "PATIENCE": 0.1, "timeit": SimpleNamespace(timeit=timed)}
    for name, value in {**clocks, "time": SimpleNamespace(perf_counter=lambda: now)}.items():
        monkeypatch.setattr(races, name, value)
    ns = races.race(Case("probabilities", "float64", False, 10), rounds=9)
    raced = calls[5:]  # after one call for the answer, and two for everyone's time
    assert [name for name in raced if name == SKLEARN] == 3 * [SKLEARN]
    gaps = np.diff([-1, *(i for i, name in enumerate(raced) if name == SKLEARN), len(raced)])
    assert gaps.max() <= 5
    assert raced.count(OURS) == 9
    assert ns == {OURS: 5e5, SKLEARN: 5e6}


def test_memory_at_its_peak_is_seen(monkeypatch):
    def hold_and_drop():
        np.ones(50_000_000, np.int8)

    assert 50_000_000 <= memory.traced_peak(hold_and_drop) < 50_100_000

    looks, look = [], memory.private_bytes
    monkeypatch.setattr(memory, "private_bytes", lambda: looks.append(look()) or looks[-1])

    def hold_longer():
        held = np.ones(50_000_000, np.int8)
        before = len(looks)
        while len(looks) < before + 2:  # one may have begun before
            time.sleep(0.001)
        return held

    # Other threads may free some while this one takes.
    assert 40_000_000 < memory.sampled_peak(hold_longer) < 80_000_000


def test_a_file_is_raced(monkeypatch):
    monkeypatch.setattr(memory, "CHUNK", 1000)
    found = memory.race_memmap(2500, rounds=1)
    assert found["n"] == 2500
    assert found["loss_seconds"] >= 0
    assert found["private_bytes"] < 50_000_000


# --- Reporting ----------------------------------------------------------------------------


def made_up(naive=2.0, ours=1.0, extra=700_000):
    """Return results in which ours takes `ours` ns, whatever is asked."""
    names = [OURS, NAIVE, SKLEARN, TORCH, SUM]
    ns = dict(zip(names, [ours, naive, 100.0, 10.0, 0.5], strict=True))
    fields = ("float64", False), ("float64", True), ("float32", False)
    rows = [
        {"kind": kind, "dtype": dtype, "weighted": weighted, "n": n}
        for n in (10, 1_000_000)
        for kind in ("probabilities", "logits")
        for dtype, weighted in fields
    ]
    return {
        "about": {
            "machine": "x86_64, Linux", "cores": 2, "busy": 0.1, "threads": 2, "python": "3.11.7",
            "versions": {"numpy": "2.4", "torch": "2.13"}, "contenders": names,
        },
        "speed": [{**row, "ns": ns} for row in rows],
        "memory": [{**rows[0], "bytes": {OURS: extra}}],
        "memmap": {"n": 10**8, "loss_seconds": 3.0, "sum_seconds": 1.0, "private_bytes": 10**6},
    }  # fmt: skip


def test_every_promise_is_judged():
    said = {words: (found, kept) for words, found, kept in report.promises(made_up())}
    fastest = "probabilities, n = 1,000,000: 50 times as fast as scikit-learn"
    assert said[fastest] == ("100.0 times", True)
    slowest = "probabilities, n = 1,000,000: at most 4 times the time of plain sum"
    assert said[slowest] == ("2.00 times", True)
    assert said["extra memory, at any n: at most 1 MB"] == ("0.70 MB", True)
    assert said["100,000,000 samples on disk: at most 1.5 times a plain sum"][1] is False
    assert said["private memory for it: at most 50 MB"] == ("1.0 MB", True)
    assert len(said) == 10
    slow = [kept for _, _, kept in report.promises(made_up(ours=20.0, extra=1_000_001))]
    assert not any(slow[:8])
    assert "**missed**" in report.verdicts(made_up(ours=20.0))


def test_a_promise_about_someone_absent_is_not_judged():
    results = made_up()
    for row in results["speed"]:
        row["ns"] = {name: ns for name, ns in row["ns"].items() if name != TORCH}
    results["memmap"] = None
    said = list(report.promises(results))
    assert [kept for _, _, kept in said].count(None) == 2
    assert "not measured" in report.verdicts(results)


def test_the_page_shows_who_is_fastest_and_by_how_much():
    page = report.page(made_up())
    assert "int8" in page
    assert "general validation" in page
    assert "2 cores" in page
    assert "kept 0.1 cores" in page
    assert "numpy 2.4, torch 2.13" in page
    assert "on one thread and on 2" in page
    row = "|        10 |    **1.00** |  2.00 (2.00×) |   100 (100×) |"
    assert row.replace(" ", "") in page.replace(" ", "")
    assert "**0.25** (0.25×)" in report.page(made_up(naive=0.25))
    assert page.index("### probabilities, float64, without") < page.index("### logits, float64")
    tables = [line for line in page.splitlines() if line.startswith("|")]
    assert len(tables) == 12 + 6 * 4 + 3


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.456, "0.46"), (9.99, "9.99"), (12.34, "12.3"), (123.4, "123"), (123_456.0, "123,000")],
)
def test_numbers_have_about_three_digits(value, words):
    assert report.number(value) == words


def test_both_modules_mean_the_same_by_a_name():
    names = report.OURS, report.REFERENCE, report.TORCH
    assert names == (OURS, SUM, TORCH)
    assert {promise.other for promise in report.PROMISES} < set(cases.CONTENDERS)
    assert set(plot.LOOKS) == set(cases.CONTENDERS)


def test_the_plot_shows_the_times_and_says_them():
    left, right = plot.speed(made_up())
    for ax in (left, right):
        assert [list(line.get_ydata()) for line in ax.lines][:2] == [[1.0, 1.0], [2.0, 2.0]]
        assert [text.get_text() for text in ax.texts] == [SUM, OURS, NAIVE, TORCH, SKLEARN]
        assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
        ours = ax.lines[0]
        assert colors.same_color(ours.get_color(), palette.PALETTE["loss"])
        looks = [(line.get_marker(), line.get_markerfacecolor()) for line in ax.lines]
        assert len(set(looks)) == len(looks)
    words = plots.alt_text(left)
    assert "At 1,000,000 samples: plain sum 0.50; bce_lessons 1.00; naive NumPy 2.00" in words
    assert "probabilities" in words
    assert "logits" in plots.alt_text(right)

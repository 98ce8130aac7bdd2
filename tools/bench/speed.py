"""Race the mean losses against each other: interleaved medians, all in one run."""

from __future__ import annotations

import os
import platform
import random
import sys
import time
import timeit
import warnings
from collections.abc import Callable, Iterable
from importlib.metadata import version
from itertools import product
from statistics import median
from typing import Any

import numpy as np
import psutil

from tools.bench import cases as contest
from tools.bench import memory, report
from tools.bench.cases import CONTENDERS, HAS_TORCH, OURS, SUM, TORCHES, Case

KINDS, DTYPES = ("probabilities", "logits"), ("float64", "float32")
SIZES = (10, 100, 10_000, 1_000_000, 10_000_000)
HUGE = 100_000_000
MEMORY_SIZES = (1_000_000, 10_000_000)
# A quick run has what the promises need, and no more.
QUICK_SIZES = (10, 1_000_000)

SHORTEST = 2e-3  # seconds of one timing: shorter calls are repeated
ROUNDS = 25
PATIENCE = 1.0  # seconds for one contender in one case; the slowest still have three turns,
LONG = 8.0  # or one, if that takes longer than this


def cases(sizes: Iterable[int], *, quick: bool = False) -> list[Case]:
    """List the races: every kind, precision and weighting at every size."""
    every = [Case(k, d, w, n) for n, k, d, w in product(sizes, KINDS, DTYPES, (False, True))]
    if quick:
        promised = {(p.kind, p.weighted) for p in report.PROMISES}
        return [c for c in every if c.dtype == "float64" and (c.kind, c.weighted) in promised]
    # At 1e8 samples float64 without weights alone: 12 GB, and minutes for the slowest.
    return [c for c in every if c.n < HUGE or (c.dtype == "float64" and not c.weighted)]


def race(case: Case, rounds: int = ROUNDS) -> dict[str, float]:
    """Return each contender's median time, in nanoseconds a sample.

    In every round the contenders follow each other in a new order, so that whatever else the
    machine does meets them all; slow ones sit out some of the rounds, evenly spread.
    """
    calls = contest.contenders(case, contest.data(case))
    loops, turns = {}, {}
    for name, seconds in agree(case, calls).items():
        loops[name] = max(1, round(SHORTEST / seconds))
        fewest = 3 if seconds < LONG else 1
        most = int(PATIENCE / (seconds * loops[name]))
        turns[name] = min(rounds, max(fewest, most))
    times: dict[str, list[float]] = {name: [] for name in calls}
    order, shuffle = list(calls), random.Random(0).shuffle
    for number in range(rounds):
        shuffle(order)
        for name in order:
            if (number + 1) * turns[name] // rounds > number * turns[name] // rounds:
                contest.prepare(name)
                times[name].append(timeit.timeit(calls[name], number=loops[name]) / loops[name])
    return {name: float(f"{1e9 * median(t) / case.n:.4g}") for name, t in times.items()}


def warm_heap() -> None:
    """Let large temporaries come from memory used before, as they do in a loop of training.

    What a C library has freed once it keeps for blocks of that size. Fresh memory from the system
    instead costs up to twice PyTorch's time for logits; without this, chance would decide.
    """
    for _ in range(2):
        np.ones(31_000_000, np.int8)


def agree(case: Case, calls: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Return about how long everyone takes; stop if they compute different things."""
    close = 1e-9 if case.dtype == "float64" else 1e-3
    ours, seconds = float(calls[OURS]()), {}
    for name, call in calls.items():
        contest.prepare(name)
        start = time.perf_counter()
        answer = float(call())
        seconds[name] = time.perf_counter() - start
        if seconds[name] < 0.5:  # the first call had to warm up
            seconds[name] = timeit.timeit(call, number=1)
        if name != SUM and abs(answer - ours) > close * ours:
            raise RuntimeError(f"{case}, n = {case.n}: {name} says {answer}, {OURS} {ours}")
    return seconds


def weigh(case: Case) -> dict[str, int]:
    """Return how many bytes a contender takes beyond its arguments, at its peak.

    Everyone but PyTorch up to 1e6 samples; beyond, where the others would need gigabytes, it and
    we: memory so large comes fresh from the system, so that the growth of the process shows it.
    """
    calls = contest.contenders(case, contest.data(case))
    small, peaks = case.n <= MEMORY_SIZES[0], {}
    for name, call in calls.items():
        if name in TORCHES and not small:
            contest.prepare(name)
            peaks[name] = memory.sampled_peak(call)
        elif name == OURS or (name not in TORCHES and small):
            peaks[name] = memory.traced_peak(call)
    return peaks


def measure(*, quick: bool = False, huge: bool = False) -> dict[str, Any]:
    """Run all races; return what figures/bench.json holds."""
    sizes = (*(QUICK_SIZES if quick else SIZES), *([HUGE] if huge else []))
    memory_sizes = QUICK_SIZES[-1:] if quick else MEMORY_SIZES
    warm_heap()
    found: dict[str, Any] = {"about": about(), "speed": [], "memory": [], "memmap": None}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a peer's opinion of our input is not its time
        for case in cases(sizes, quick=quick):
            progress(f"{case}, n = {case.n:,}")
            found["speed"].append({**case._asdict(), "ns": race(case, 5 if quick else ROUNDS)})
        for case in cases(memory_sizes, quick=quick):
            progress(f"memory: {case}, n = {case.n:,}")
            found["memory"].append({**case._asdict(), "bytes": weigh(case)})
        if huge:
            progress(f"a file of {HUGE:,} samples")
            found["memmap"] = memory.race_memmap(HUGE)
    progress("")
    return found


def about() -> dict[str, Any]:
    """Return what the times depend on, in general words."""
    packages = ["numpy", "scipy", "scikit-learn", *(["torch"] if HAS_TORCH else [])]
    return {
        "machine": f"{platform.machine()}, {platform.system()}",
        "cores": (cores := os.cpu_count() or 1),
        "busy": round(psutil.cpu_percent(1.0) / 100 * cores, 1),
        "threads": contest.torch_threads() if HAS_TORCH else None,
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
        "contenders": [n for n in CONTENDERS if HAS_TORCH or n not in TORCHES],
    }


def progress(words: str) -> None:
    """Say on one line of the terminal what is being measured; leave no trace of it."""
    if sys.stderr.isatty():
        print(f"\r{words:<70}", end="" if words else "\r", file=sys.stderr, flush=True)

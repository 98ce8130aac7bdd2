"""What a call takes beyond its arguments: memory at its peak, and a file larger than a block."""

from __future__ import annotations

import tempfile
import threading
import timeit
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import psutil

from bce_lessons import binary_cross_entropy

CHUNK = 1_000_000


def traced_peak(call: Callable[[], Any]) -> int:
    """Return the bytes that a call held at its peak; NumPy reports its arrays to tracemalloc."""
    tracemalloc.start()
    try:
        call()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def private_bytes() -> int:
    """Return the memory of this process that no file backs: a memmap's pages do not count."""
    info = psutil.Process().memory_info()
    if hasattr(info, "private"):  # Windows
        return int(info.private)
    return int(info.rss) - int(getattr(info, "shared", 0))  # macOS does not tell them apart


def sampled_peak(call: Callable[[], Any]) -> int:
    """Return by how many bytes the process grew at its peak, looking every half millisecond."""
    seen, done = [private_bytes()], threading.Event()

    def watch() -> None:
        while not done.wait(0.0005):
            seen.append(private_bytes())

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        call()
    finally:
        done.set()
        watcher.join()
    return max(seen) - seen[0]


def race_memmap(n: int, rounds: int = 3) -> dict[str, float]:
    """Score `n` samples that stay on disk, beside a plain sum over the same two files."""
    with tempfile.TemporaryDirectory() as folder:
        return _race_files(*_write(Path(folder), n), rounds)  # Windows deletes no mapped file


def _race_files(y: np.ndarray, p: np.ndarray, rounds: int) -> dict[str, float]:
    calls: dict[str, Callable[[], Any]] = {
        "loss": lambda: binary_cross_entropy(y, p),
        "sum": lambda: y.sum() + p.sum(),
    }
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    private = sampled_peak(calls["loss"])  # first, so that the files come into the page cache
    for _ in range(rounds):
        for name, call in calls.items():
            seconds[name].append(timeit.timeit(call, number=1))
    found = {f"{name}_seconds": float(f"{median(times):.4g}") for name, times in seconds.items()}
    return {"n": y.size, **found, "private_bytes": private}


def _write(folder: Path, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Write labels and probabilities piece by piece; return them as read-only memmaps."""
    rng, types = np.random.default_rng(0), {"y": np.int8, "p": np.float64}
    with (folder / "y").open("wb") as y_file, (folder / "p").open("wb") as p_file:
        for start in range(0, n, CHUNK):
            p = rng.random(min(CHUNK, n - start))
            y_file.write((rng.random(len(p)) < p).astype(types["y"]).tobytes())
            p_file.write(p.tobytes())
    y, p = (np.memmap(folder / name, types[name], "r", shape=(n,)) for name in types)
    return y, p

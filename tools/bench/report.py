"""What the speed bench found, in words: the tables and what became of the package's promises."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

Results = dict[str, Any]

# Names as in cases, which needs SciPy and scikit-learn; a page is written without them.
OURS, REFERENCE, TORCH = "bce_lessons", "plain sum", "PyTorch, 1 thread"
MEGABYTE = 1_000_000


class Promise(NamedTuple):
    """A ratio to reach: the other's time over ours, for float64 and int8 labels."""

    kind: str
    weighted: bool
    n: int
    other: str
    ratio: float

    def __str__(self) -> str:
        weights = " with weights" if self.weighted else ""
        factor = (
            f"{self.ratio:g} times as fast as"
            if self.ratio >= 1
            else f"at most {1 / self.ratio:g} times the time of"
        )
        return f"{self.kind}{weights}, n = {self.n:,}: {factor} {self.other}"


PROMISES = [
    Promise("probabilities", False, 1_000_000, "scikit-learn", 50),
    Promise("probabilities", False, 1_000_000, TORCH, 6),
    Promise("probabilities", False, 1_000_000, REFERENCE, 1 / 4),
    Promise("probabilities", True, 1_000_000, "scikit-learn", 12),
    Promise("logits", False, 1_000_000, TORCH, 1.5),
    Promise("probabilities", False, 10, "scikit-learn", 80),
    Promise("probabilities", False, 10, "naive NumPy", 1 / 2.5),
]


def promises(results: Results) -> Iterator[tuple[str, str, bool | None]]:
    """Yield each promise, what was found, and whether it was kept (None: not measured)."""
    found = {
        (r["kind"], r["weighted"], r["n"]): r["ns"]
        for r in results["speed"]
        if r["dtype"] == "float64"
    }
    for promise in PROMISES:
        ns = found.get(promise[:3], {})
        if promise.other not in ns:
            yield str(promise), "not measured", None
            continue
        ratio = ns[promise.other] / ns[OURS]
        said = f"{ratio:.1f}" if promise.ratio >= 1 else f"{1 / ratio:.2f}"
        yield str(promise), f"{said} times", ratio >= promise.ratio
    most = max(row["bytes"][OURS] for row in results["memory"])
    yield "extra memory, at any n: at most 1 MB", f"{most / MEGABYTE:.2f} MB", most <= MEGABYTE
    if memmap := results["memmap"]:
        ratio = memmap["loss_seconds"] / memmap["sum_seconds"]
        said = f"{ratio:.2f} times"
        yield f"{memmap['n']:,} samples on disk: at most 1.5 times a plain sum", said, ratio <= 1.5
        private = memmap["private_bytes"]
        said = f"{private / MEGABYTE:.1f} MB"
        yield "private memory for it: at most 50 MB", said, private <= 50 * MEGABYTE


def page(results: Results) -> str:
    """Return the whole report, in Markdown that can be read as it is."""
    about = results["about"]
    parts = [PREAMBLE.format(**_words(about)), "## What the package promises\n", verdicts(results)]
    parts.append("## Time, ns a sample\n")
    for title, rows in _by_title(results["speed"]):
        parts += [f"### {title}\n", speed_table(about["contenders"], rows)]
    parts += ["## Memory beyond the arguments, at its peak, bytes a sample\n", MEMORY]
    parts.append(memory_table(about["contenders"], results["memory"]))
    return "\n".join(parts)


def summary(results: Results) -> str:
    """Return the table of the plainest case: probabilities, float64, without weights."""
    _, rows = next(_by_title(results["speed"]))
    return speed_table(results["about"]["contenders"], rows)


def verdicts(results: Results) -> str:
    """Return the table of promises."""
    kept = {True: "reached", False: "**missed**", None: "–"}
    rows = [[words, found, kept[verdict]] for words, found, verdict in promises(results)]
    return table(["promise", "found", ""], rows, right=[1])


def speed_table(names: list[str], rows: list[dict[str, Any]]) -> str:
    """Return a table with a row for each n: times, how many times ours, the fastest in bold."""
    lines = []
    for row in rows:
        ns = row["ns"]
        fastest = min((name for name in ns if name != REFERENCE), key=ns.__getitem__)
        cells = [f"{row['n']:,}"]
        for name in names:
            time = number(ns[name])
            time = f"**{time}**" if name == fastest else time
            cells.append(time if name == OURS else f"{time} ({number(ns[name] / ns[OURS])}×)")
        lines.append(cells)
    return table(["n", *names], lines, right=range(len(names) + 1))


def memory_table(names: list[str], rows: list[dict[str, Any]]) -> str:
    """Return a table with a row for each case."""
    lines = []
    for row in rows:
        cells = [_title(row), f"{row['n']:,}"]
        for name in names:
            size = row["bytes"].get(name)
            cells.append("" if size is None else number(size / row["n"]))
        lines.append(cells)
    return table(["case", "n", *names], lines, right=range(1, len(names) + 2))


def table(head: list[str], rows: list[list[str]], right: Any = ()) -> str:
    """Lay out a Markdown table whose columns stand under each other."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    rule = ["-" * (w - 1) + ":" if i in right else "-" * w for i, w in enumerate(widths)]
    lines = []
    for row in (head, rule, *rows):
        cells = [
            c.rjust(w) if i in right else c.ljust(w)
            for i, (c, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def number(value: float) -> str:
    """Write about two digits, and large numbers in full."""
    if value >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _title(row: dict[str, Any]) -> str:
    weights = "with" if row["weighted"] else "without"
    return f"{row['kind']}, {row['dtype']}, {weights} weights"


def _by_title(rows: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    ordered = sorted(rows, key=lambda r: (r["kind"] != "probabilities", r["dtype"] != "float64",
                                          r["weighted"], r["n"]))  # fmt: skip
    for title, group in groupby(ordered, key=_title):
        yield title, list(group)


def _words(about: dict[str, Any]) -> dict[str, Any]:
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    threads = about["threads"]
    torch = f"on one thread and on {threads}" if threads else "not installed: left out"
    return {**about, "versions": versions, "torch": torch}


PREAMBLE = """\
# How fast, and beside whom

Mean losses on {cores} cores ({machine}) with Python {python}, {versions}.
PyTorch: {torch}. Just before, other programs kept {busy} cores busy; with more than a
few tenths the ratios say little, and rather flatter whoever allocates least.

- Labels are int8, random, drawn from the predicted probabilities. Predictions and weights have
  the precision that the title says. PyTorch got float labels, made beforehand.
- All validation is on. Most of scikit-learn's time is general validation, too: it accepts far
  more than two arrays of equal shape.
- Naive NumPy takes two logs and rounds where 1 - p does; SciPy has `xlogy` and `xlog1py`, for
  logits `log_expit`; scikit-learn's `log_loss` gets `expit(logits)`. All agree on the answer.
- "plain sum" adds up the same arrays: what it takes only to read them.
- Medians of calls that take turns, in a new order every round. In brackets: times our own time;
  below 1 the other is faster. In bold: the fastest, the plain sum left aside.
- Up to about 30 MB, temporaries come from memory used before, as in a loop of training.
"""

MEMORY = """\
Counted by tracemalloc, which does not see PyTorch's: that is the growth of the process, looked at
every half millisecond, of a large case.
"""

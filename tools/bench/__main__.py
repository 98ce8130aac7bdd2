"""Measure the course's own promises: how fast the losses are, beside other libraries.

About four minutes; PyTorch takes part if it is installed. Nothing is written without --save.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from typing import Any

from tools.bench import report
from tools.folders import HERE

RESULTS = HERE.root / "figures" / "bench.json"


def speed(*, quick: bool = False, huge: bool = False, save: bool = False) -> int:
    """Race the losses, print the report, and keep the results if asked."""
    # Only this task needs SciPy and scikit-learn.
    bench_speed: Any = importlib.import_module("tools.bench.speed")
    if save and (lost := lacking(bench_speed.about())):
        print(f"{RESULTS.name} has times of {' and '.join(lost)}, which this Python lacks: install "
              "it, measure without --save, or delete the file.", file=sys.stderr)  # fmt: skip
        return 1
    results = bench_speed.measure(quick=quick, huge=huge)
    print(report.page(results))
    if save:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        print(f"Kept in figures/{RESULTS.name}; now draw it: python3 course.py figures")
    return 0


def lacking(about: dict[str, Any]) -> list[str]:
    """List whom the kept results have, and a new run would drop."""
    if not RESULTS.exists():
        return []
    kept = json.loads(RESULTS.read_text(encoding="utf-8"))["about"]["contenders"]
    return [name for name in kept if name not in about["contenders"]]


def main(arguments: list[str]) -> int:
    """Run the bench that the options name."""
    parser = argparse.ArgumentParser(
        prog="course.py bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--sliders", action="store_true", help="key to paint instead, in Chromium")
    which.add_argument("--pages", action="store_true",
                       help="the site's pages instead: Lighthouse, first pictures")  # fmt: skip
    which.add_argument(
        "--coverage",
        action="store_true",
        help="how often intervals of a loss hold the truth instead, in two minutes",
    )
    which.add_argument("--quick", action="store_true", help="only what is promised, in seconds")
    which.add_argument("--huge", action="store_true",
                       help="also 1e8 samples, in memory (12 GB) and in a file (1 GB)")  # fmt: skip
    parser.add_argument("-n", type=int, default=5, help="runs of Lighthouse a page (with --pages)")
    parser.add_argument("--save", action="store_true", help="keep the results in figures/")
    options = parser.parse_args(arguments)
    if options.save and (options.sliders or options.quick or options.pages or options.coverage):
        parser.error("--save goes with a whole run of the speed bench")
    if options.sliders:
        return int(importlib.import_module("tools.bench.sliders").sliders())
    if options.pages:
        return int(importlib.import_module("tools.bench.pages").pages(options.n))
    if options.coverage:
        print(importlib.import_module("tools.bench.coverage").page())
        return 0
    return speed(quick=options.quick, huge=options.huge, save=options.save)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Lay the learner's copy, and no more: `python -m tools.learner`, as hosts do that lend a computer.

With a folder, it is laid there: a hub may lay one into every account, and renew it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.folders import HERE
from tools.learner.copy import NAME, Copy
from tools.stop import ended


def main(arguments: list[str]) -> int:
    """Lay the copy into the folder that the command line names; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.learner", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE.root / NAME)
    for line in Copy(HERE, parser.parse_args(arguments).folder.absolute()).lay():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(ended("tools.learner", lambda: main(sys.argv[1:])))

"""Build the course for the browser, Python included, in _site/lite/: `python3 course.py lite`.

JupyterLite with the lessons, their solutions and the teachers' notebook. Python itself (Pyodide)
comes from its public server when a lesson is opened or, with --pyodide, from a copy in the site.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tools import parts, published, stop
from tools.folders import HERE, Folders
from tools.lite import build, pyodide
from tools.setup import owned


def run(lite: build.Lite, copy: Path | None) -> int:
    """Build, say what was built, and return the exit code."""
    begun, out = time.perf_counter(), lite.out
    owned.check_site(lite.folders.root)
    published.refuse(lite.folders.out, out.name, lite.parts)
    done = lite.build(copy)
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    took = f"in {time.perf_counter() - begun:.0f} s" if done else "up to date"
    here = (out / build.COPY).exists()
    whence = "itself (delete the folder to end that)" if here else "Pyodide's public server"
    print(f"The course in the browser, {size / 1e6:.0f} MB, {took}: {out}")
    print(f"It gets Python from {whence}.")
    return 0


def main(arguments: list[str], folders: Folders = HERE) -> int:
    """Build what the command line says; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py lite", description=__doc__)
    pyodide.add_option(parser)
    parts.add_option(parser)
    options = parser.parse_args(arguments)
    lite = build.Lite(folders, parts.chosen(options.without))
    return stop.ended("course.py lite", lambda: run(lite, options.pyodide))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

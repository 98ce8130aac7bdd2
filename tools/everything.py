"""Build all that can be read, each linking to the others: `python3 course.py all`.

The slides, the book, and the site with the course in the browser, into _site/. What one of them
cannot do is said, and the others are built all the same.
"""

from __future__ import annotations

import argparse
import sys

from tools import address, parts
from tools.book.__main__ import main as book
from tools.lite import pyodide
from tools.site.__main__ import main as site
from tools.slides.__main__ import main as slides


def main(arguments: list[str]) -> int:
    """Build all; return the exit code."""
    parser = argparse.ArgumentParser(prog="course.py all", description=__doc__)
    address.add_option(parser, "where all will be: for link cards and a sitemap")
    parts.add_option(parser)
    pyodide.add_option(parser)
    options = parser.parse_args(arguments)
    shared = [f"--url={options.url}"] if options.url else []
    shared += [f"--without={part}" for part in options.without]
    copied = [f"--pyodide={options.pyodide}"] if options.pyodide else []
    codes = [site([*shared, *copied]), slides(shared), book(shared)]
    return max(codes)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

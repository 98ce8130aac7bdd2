"""Let every file follow `ORDER` in bce_lessons/lessons: `python3 course.py renumber`.

Notebooks, solutions, teachers' pages and figures get the numbers of their lessons, and all texts
say these numbers. A lesson that `ORDER` leaves out stays, without a number, until its line is back.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools import order
from tools.renumber import files, journal, names
from tools.renumber.names import Course
from tools.renumber.references import References
from tools.stop import Stop, ended


def plan(course: Course) -> tuple[dict[Path, Path], dict[Path, str]]:
    """Return what is to be renamed, and what is to be written."""
    files.check(course)
    references = References(course)
    moved, texts = files.moves(course, references), files.pages(course, references)
    if (moved or texts) and references.lost:
        raise Stop(
            f"texts name Lesson {min(references.lost)}, and no notebook has that number: put the "
            "notebook back, take its line out of ORDER, run this, and then delete it"
        )
    return moved, texts


def main(arguments: list[str]) -> int:
    """Renumber; return the exit code."""
    argparse.ArgumentParser(prog="course.py renumber", description=__doc__).parse_args(arguments)
    if journal.finish(names.ROOT):
        print("The last run was cut off; what was left of it is done now.")
    order.checked()
    course = names.ours()
    moved, texts = plan(course)
    journal.write(course.root, moved, texts)
    journal.finish(course.root)
    for source, target in moved.items():
        print(f"{source.relative_to(course.root).as_posix()} is now {target.name}")
    print(f"{len(moved)} files renamed, {len(texts)} texts rewritten")
    if any(path.parent.name == "figures" for path in moved):
        from tools import figures

        figures.main([])
    changed = {moved.get(path, path).stem[:2] for path in texts if path.suffix == ".ipynb"}
    if stems := sorted(changed & {f"{number:02}" for number in range(1, 100)}):
        print(f"Outputs may break their lines elsewhere now: course.py refresh {' '.join(stems)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(ended("course.py renumber", lambda: main(sys.argv[1:])))

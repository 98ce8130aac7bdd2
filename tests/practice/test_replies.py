"""What a check replies to an answer, as the tables in `replies` have it: one for each lesson.

A table is named like its lesson. By the slug of an exercise, it lists answers under the status that
the check must give: `right`, `close` (right, but rounded too early), `wrong` or `unclear`. A row is
an answer, or a list: the answer, what the reply must say, and what it must not say. The reply is
looked for what stands there, or, where that begins with "@", for the sentence of the mistake of
that slug; an empty text asks for nothing.

An answer is Python: an expression, or statements that end with one or with a function. It knows
`np`, `math`, the exercise's `right` answer, `of("slug")`, which is that of another exercise,
`mistake("slug")`, which is what a mistake gives, and what `given` makes: statements for the whole
table, above it, or for one exercise.
"""

import ast
import math
import tomllib
from pathlib import Path

import numpy as np
import pytest

from bce_lessons.answers.compare import Known
from bce_lessons.answers.judge import judge
from bce_lessons.lessons import catalogue
from tests.declaring import right_of

STATUSES = ("right", "close", "wrong", "unclear")
SECONDS = 600.0  # no answer in the tables is endless, on any machine
TABLES = {
    path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(Path(__file__).with_name("replies").glob("*.toml"))
}
ASKED = [(lesson, slug) for lesson, table in TABLES.items() for slug in table if slug != "given"]


def rows(asked):
    """Yield each row of an exercise: its status, its answer, and what to say and not to say."""
    for status in STATUSES:
        for row in asked.get(status, ()):
            answer, says, *never = [row, ""] if isinstance(row, str) else row
            yield status, answer, says, never


def names(exercise, lesson, asked):
    """Return what an answer to an exercise may use."""
    gives = {mistake.slug: mistake.gives for mistake in exercise.sheet.mistakes}

    def mistake(slug):
        found = gives[slug]
        return found.value if isinstance(found, Known) else found

    def of(slug):
        return right_of(catalogue.exercise(slug))

    known = {"np": np, "math": math, "right": right_of(exercise), "of": of, "mistake": mistake}
    for given in (TABLES[lesson].get("given", ""), asked.get("given", "")):
        exec(given, known)
    return known


@np.errstate(all="ignore")
def written(answer, known):
    """Run the Python of an answer, and return its last expression or function."""
    *before, last = ast.parse(answer.strip()).body
    scope = dict(known)
    if isinstance(last, ast.FunctionDef):
        exec(answer.strip(), scope)
        return scope[last.name]
    exec(compile(ast.Module(before, []), "<answer>", "exec"), scope)
    return eval(ast.unparse(last), scope)


def says(verdict, exercise, text):
    """Say whether a reply has a text, or the sentence of a mistake that is written "@slug"."""
    if text.startswith("@"):
        (text,) = (m.says for m in exercise.sheet.mistakes if m.slug == text[1:])
    return text in f"{verdict.head}: {verdict.body} {verdict.hint}"


@pytest.mark.parametrize(("lesson", "slug"), ASKED, ids=[slug for _, slug in ASKED])
def test_every_reply_says_what_it_must(lesson, slug):
    exercise, asked = catalogue.exercise(slug), TABLES[lesson][slug]
    known, faults = names(exercise, lesson, asked), []
    for status, answer, must, never in rows(asked):
        verdict = judge(exercise, written(answer, known), seconds=SECONDS)
        said = says(verdict, exercise, must)
        if verdict.status != status or not said or any(says(verdict, exercise, no) for no in never):
            faults.append(f"{answer!r} is to be {status}: {must!r}, not {never}\n{verdict!r}\n")
    assert not faults, f"{len(faults)} replies of {slug}:\n" + "\n".join(faults)


def test_every_row_has_a_known_status():
    for lesson, slug in ASKED:
        assert set(TABLES[lesson][slug]) <= {"given", *STATUSES}

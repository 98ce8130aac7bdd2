"""The rules of lessons: one rule a function, each with what to do about it.

A rule yields what is wrong. `WHOLE` holds for all lessons, which is all notebooks but 00, `STYLE`
for the course's own lessons, and `BESIDE_RULES` for solutions.
"""

import ast
import re

from tests.notebook_rules import (
    code_cells,
    headings,
    markdown_cells,
    name,
    pictures,
    section,
    tree,
)
from tools.notebooks import held, minutes, way

CELLS = range(24, 46)  # before the exercises
FIGURES = 8
IMPORT_LINES = 8
PREDICTIONS = 7
MINUTES = 40  # of a lesson without its exercises
EXERCISES = 3  # at least
ENDING = ["Summary", "Exercises", "Further reading"]
OPENING = ("do", "learn", "need")
VERBS = (
    "Add|Ask|Beat|Calibrate|Change|Check|Choose|Classify|Compare|Count|Debug|Decide|Draw|Explain|"
    "Find|Fit|Follow|Give|Learn|Look|Make|Measure|Meet|Pay|Predict|Race|Read|Score|See|Solve|Take|Train|Trust|Turn|Understand|Use|"
    "Watch|Weigh"
)
GUESS = re.compile(r"guess\w* *= *\.\.\.")  # the line to fill in that a cell begins with
MONDAY = "**On Monday:** "
ONE_CALL = re.compile(r"ask\(|explorers\.\w+\([^\n]*\)\Z")  # all that a cell holds


def has_a_verb_title(notebook):
    for title in headings(notebook, 1):
        if not re.match(rf"(?:(?:Lesson )?\d+\W+)?(?:{VERBS})\b", title):
            yield f"title {title!r}: begin with a verb (a new one goes into VERBS of {__name__})"


def opens_with_its_aims(notebook):
    first_code = next((i for i, c in enumerate(notebook.cells) if c.cell_type == "code"), None)
    text = "\n".join(cell.source for cell in notebook.cells[:first_code])
    for word in OPENING:
        if not re.search(rf"(?im)\*\*[^*\n]*\b{word}\b[^*\n]*\*\*|^#+ .*\b{word}\b", text):
            yield f"before the code, say in bold what the learner will {', '.join(OPENING)}: {word}"
    if not re.search(r"\b\d+ ?min", text):
        yield "before the code, say how many minutes the lesson takes: `25 minutes`"


def imports_in_one_cell(notebook):
    importing = [
        cell
        for cell in way.without(code_cells(notebook))  # one works alone, after a restart, too
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree(cell)))
    ]
    if importing != code_cells(notebook)[:1]:
        yield f"{len(importing)} cells import: all imports go into the first code cell"
    for cell in importing[:1]:
        if any(not isinstance(node, ast.Import | ast.ImportFrom) for node in tree(cell).body):
            yield f"{name(cell)} does more than import: move the rest to a cell of its own"


def lets_each_prediction_be_answered(notebook):
    for i, cell in enumerate(notebook.cells):
        asked = len(held.BOLD.findall(cell.source)) if cell.cell_type == "markdown" else 0
        if not asked:
            continue
        after = next((c.source for c in notebook.cells[i + 1 :] if c.cell_type == "code"), "")
        if held.SHOWING.search(after):
            continue
        if not (held.ASKING.match(after) or GUESS.match(after)):
            yield (
                f"{name(cell)} asks for a prediction, and the next code has no room for one: let "
                "it be `ask(…)`, an explorer, or begin with `guess = ...  # what to fill in`"
            )
        elif asked > 1:
            yield f"{name(cell)} asks for {asked} predictions, and there is room for one: ask one"


def says_how_long_it_takes(notebook):
    says, said = minutes.TIME.findall(notebook.cells[0].source), minutes.said(notebook)
    if says != [f"**Time:** {said}"]:
        yield f"the opening says {says}, not `**Time:** {said}`: run `course.py renumber`"


def says_what_to_do_on_monday(notebook):
    *_, last = section(notebook, "Summary").strip().splitlines() or [""]
    if not last.startswith(MONDAY):
        yield f"the Summary ends with {last[:40]!r}: end it with a line `{MONDAY}what to do`"


def imports_in_few_lines(notebook):
    for cell in code_cells(notebook)[:1]:
        if (lines := len(cell.source.splitlines())) > IMPORT_LINES:
            yield (
                f"the imports take {lines} lines, over {IMPORT_LINES}: import from fewer places, "
                "such as `from bce_lessons import explorers, plots`"
            )


def asks_for_few_predictions(notebook):
    count = sum(len(held.BOLD.findall(cell.source)) for cell in markdown_cells(notebook))
    if count > PREDICTIONS:
        yield f"{count} predictions, over {PREDICTIONS}: keep those that surprise"


def takes_no_longer_than_it_may(notebook):
    if (takes := minutes.body(notebook)) > MINUTES:
        longest = {part: round(lasts) for part, lasts in minutes.sections(notebook).items()}
        yield f"it takes {takes} minutes, over {MINUTES}: shorten it, by its parts {longest}"


def has_an_explorer(notebook):
    code = "\n".join(ast.unparse(tree(cell)) for cell in code_cells(notebook))
    if not re.search(
        r"from bce_lessons.explorers import|from bce_lessons import.*\bexplorers", code
    ):
        yield "no explorer: import one from bce_lessons.explorers"


def ends_in_order(notebook):
    if headings(notebook, 2)[-len(ENDING) :] != ENDING:
        yield f"the last `##` headings must be {ENDING}, not {headings(notebook, 2)[-3:]}"


def has_exercises(notebook):
    count = len(re.findall(r"(?m)^(?:\d+\. |### |\*\*\d+)", section(notebook, "Exercises")))
    if count < EXERCISES:
        yield f"{count} exercises: write at least {EXERCISES}, as `1. …` or `### …`"


def has_the_right_length(notebook):
    # A cell that only asks, or shows an explorer, belongs to the text above it.
    own = way.without(notebook.cells)
    counted = [cell.source for cell in own if not ONE_CALL.match(cell.source)]
    ends = [i for i, source in enumerate(counted) if source.startswith("## Exercises")]
    count = min([*ends, len(counted)])
    if count not in CELLS:
        yield f"{count} cells before the exercises: a lesson has {CELLS[0]} to {CELLS[-1]}"


def has_few_figures(notebook):
    count = sum(not ONE_CALL.match(cell.source) for cell, *_ in pictures(notebook))
    if count > FIGURES:
        yield f"{count} figures, over {FIGURES}: keep those that carry the point"


WHOLE = [
    opens_with_its_aims,
    imports_in_one_cell,
    ends_in_order,
    lets_each_prediction_be_answered,
    says_how_long_it_takes,
    says_what_to_do_on_monday,
]
STYLE = [
    imports_in_few_lines,
    asks_for_few_predictions,
    takes_no_longer_than_it_may,
    has_a_verb_title,
    has_an_explorer,
    has_exercises,
    has_the_right_length,
    has_few_figures,
]
LESSON_RULES = WHOLE + STYLE
BESIDE_RULES = [has_a_verb_title, imports_in_one_cell]

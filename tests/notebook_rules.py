"""The house style of notebooks: one rule a function, each with what to do about it.

A rule yields what is wrong. `RULES` hold for all notebooks, `WHOLE` for all lessons, which
is all but 00, and `STYLE` for the course's own lessons.
"""

import ast
import io
import re
import statistics
import tokenize
import warnings

import nbformat
from nbformat.v4 import new_markdown_cell

from tools.notebooks import form, way

NOTEBOOKS = form.lessons()
LESSONS = [path for path in NOTEBOOKS if not path.name.startswith("00")]
BESIDE = form.below()[len(NOTEBOOKS) :]  # solutions

CELLS = range(24, 46)  # before the exercises
CODE_LINES, CODE_WIDTH = 15, 88
WORDS, MEDIAN_WORDS = 90, 60
FIGURES = 8
EXERCISES = 3  # at least
ALT_LENGTH = 40
ENDING = ["Summary", "Exercises", "Further reading"]
OPENING = ("do", "learn", "need")
VERBS = (
    "Add|Ask|Beat|Calibrate|Change|Check|Choose|Classify|Compare|Count|Debug|Decide|Draw|Explain|Find|Fit|Follow|Give|Learn|"
    "Look|Make|Measure|Meet|Pay|Predict|Race|Read|Score|See|Solve|Take|Train|Trust|Turn|Understand|Use|"
    "Watch|Weigh"
)
FORBIDDEN = {
    "interact": "use an explorer",
    "interactive": "use an explorer",
    "interactive_output": "use an explorer",
    "Output": "use an explorer",
    "clear_output": "print once",
    "update_display": "display once",
    "pyplot": "use bce_lessons.plots",
    "pandas": "use NumPy, it is not a dependency",
}
ONE_CALL = re.compile(r"ask\(|explorers\.\w+\([^\n]*\)\Z")  # all that a cell holds
CLOCKS = {"perf_counter", "seconds"}  # what a cell uses that measures the reader's machine
MACHINE = re.compile(r"ipykernel_|\b0x[0-9a-f]{6,}|/tmp/|/home/|/root/|/Users/|[A-Z]:\\")
TIMING = re.compile(r"Wall time|CPU times|loops each|\d\s?(ms|µs|ns|s|seconds)\b ?(±|per)")


# --- Looking things up --------------------------------------------------------------------


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def markdown_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "markdown"]


def outputs(notebook):
    return [(cell, output) for cell in code_cells(notebook) for output in cell.outputs]


def pictures(notebook):
    """List (cell, MIME type, metadata) of every picture among the outputs."""
    return [
        (cell, mime, output.metadata.get(mime, {}))
        for cell, output in outputs(notebook)
        for mime in output.get("data", {})
        if mime.startswith("image/")
    ]


def headings(notebook, level):
    pattern = rf"(?m)^{'#' * level} +(.+?) *$"
    return [
        title for cell in markdown_cells(notebook) for title in re.findall(pattern, cell.source)
    ]


def section(notebook, title):
    """Return the Markdown of a `##` section."""
    text = "\n".join(cell.source for cell in markdown_cells(notebook))
    found = re.search(rf"(?ms)^## +{title}\b(.*?)(?=^## |\Z)", text)
    return found[1] if found else ""


def tree(cell):
    """Parse a cell; magics, which another rule forbids, become comments."""
    return ast.parse(re.sub(r"(?m)^(\s*)[%!]", r"\1#", cell.source))


def prose_words(source):
    """Count words as read: no table rows, formulas, code blocks or link targets."""
    source = re.sub(r"(?s)```.*?```|\$\$.*?\$\$|\$[^$]*\$|<!--.*?-->", " x ", source)
    source = re.sub(r"(?m)^\|.*$|\]\([^)]*\)|https?://\S+", " ", source)
    return len(re.findall(r"\w[\w'’.,-]*", source))


def name(cell):
    first = next(iter(cell.source.strip().splitlines()), "(empty)")
    return f"the cell that begins {first[:50]!r}"


# --- Rules for every notebook -------------------------------------------------------------


def is_valid(notebook):
    try:
        with warnings.catch_warnings(action="error"):
            nbformat.validate(notebook)
    except (nbformat.ValidationError, Warning) as error:
        yield f"not a valid notebook; run `course.py refresh`: {error}"


def has_normal_metadata(notebook):
    if notebook.metadata != form.NOTEBOOK_METADATA:
        yield f"notebook metadata {sorted(notebook.metadata)}: run `course.py refresh`"
    for cell in notebook.cells:
        if extra := set(cell.metadata) - set(form.KEPT_CELL_METADATA):
            yield f"{name(cell)} has metadata {sorted(extra)}: run `course.py refresh`"


def was_run_in_order(notebook):
    counts = [cell.execution_count for cell in code_cells(notebook)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts {counts}: run `course.py refresh`; delete empty cells"


def stores_no_widgets(notebook):
    if "widgets" in notebook.metadata:
        yield "widget state is stored: run `course.py refresh`"
    for cell, output in outputs(notebook):
        if form.WIDGET_VIEW in output.get("data", {}):
            yield f"{name(cell)} stores a live view: run `course.py refresh`"


def ran_without_complaint(notebook):
    for cell, output in outputs(notebook):
        if output.output_type == "error" or output.get("name") == "stderr":
            yield f"{name(cell)} stores an error or a warning: fix its cause; catch and print"


def begins_with_its_title(notebook):
    first = notebook.cells[0] if notebook.cells else new_markdown_cell()
    if first.cell_type != "markdown" or not first.source.startswith("# "):
        yield "the first cell must begin with the title: `# …`"
    if len(headings(notebook, 1)) != 1:
        yield f"there must be one title, not {headings(notebook, 1)}"


def hides_no_code(notebook):
    for cell in code_cells(notebook):
        tags = cell.metadata.get("tags", [])
        if any(re.search("hide|hidden|remove|collapse", tag) for tag in tags):
            yield f"{name(cell)} has tags {tags}: show the code, or move it into the package"
        if re.search(r"(?m)^\s*[%!]|#\s*@title", cell.source):
            yield f"{name(cell)} uses a magic or `# @title`: write plain Python"


def is_compared_in_full(notebook):
    for cell in code_cells(notebook):
        names = {node.id for node in ast.walk(tree(cell)) if isinstance(node, ast.Name)}
        measures = form.is_measurement(cell) and names & CLOCKS
        tags = {*cell.metadata.get("tags", [])} - ({form.MEASUREMENT} if measures else set())
        if "NBVAL" in cell.source or re.search("nbval|raises-exception", " ".join(tags)):
            yield f"{name(cell)} is exempt from comparison: make its output repeatable instead"


def has_short_code(notebook):
    for cell in code_cells(notebook):
        lines = len(cell.source.splitlines())
        if lines > CODE_LINES:
            yield f"{name(cell)} has {lines} lines, over {CODE_LINES}: split it, or use the package"
        if any(len(line) > CODE_WIDTH for line in cell.source.splitlines()):
            yield f"{name(cell)} has a line over {CODE_WIDTH} characters: break it, it scrolls"


def has_short_prose(notebook):
    counts = [(prose_words(cell.source), cell) for cell in markdown_cells(notebook)]
    for words, cell in counts[1:]:  # the opening, with its list of aims, may be longer
        if words > WORDS and not cell.source.startswith("## Further reading"):
            yield f"{name(cell)} has {words} words, over {WORDS}: split or shorten it"
    if counts and statistics.median(words for words, _ in counts) > MEDIAN_WORDS:
        yield f"half of the Markdown cells have more than {MEDIAN_WORDS} words: shorten them"


def describes_its_pictures(notebook):
    for cell, mime, metadata in pictures(notebook):
        alt = metadata.get("alt", "")
        if len(alt) < ALT_LENGTH or re.match(r"<|Figure\b.*size", alt):
            yield f"{name(cell)}: {mime} has alt {alt!r}: `show(describe(ax, 'a sentence'))`"
    for cell in markdown_cells(notebook):
        alts = re.findall(r"!\[([^\]]*)\]\(", cell.source)
        alts += [
            (re.search(r'alt="([^"]*)"', tag) or [0, ""])[1]
            for tag in re.findall(r"<img\b[^>]*>", cell.source)
        ]
        for alt in alts:
            if len(alt) < ALT_LENGTH:
                yield f"{name(cell)}: image with alt {alt!r}: say in a sentence what it shows"


def uses_what_suits_lessons(notebook):
    for cell in code_cells(notebook):
        nodes = list(ast.walk(tree(cell)))
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        names |= {part for n in nodes if isinstance(n, ast.alias) for part in n.name.split(".")}
        names |= {n.module.split(".")[0] for n in nodes if isinstance(n, ast.ImportFrom)}
        for call in sorted(names & FORBIDDEN.keys()):
            yield f"{name(cell)} uses {call}: {FORBIDDEN[call]}"


def silences_nothing(notebook):
    for cell in code_cells(notebook):
        source = re.sub(r"(?m)^(\s*)[%!]", r"\1#", cell.source)
        tokens = tokenize.generate_tokens(io.StringIO(source).readline)
        if any(token.string == ";" for token in tokens):
            yield f"{name(cell)} uses a semicolon: assign the value you don't want shown to `_`"


def prints_nothing_of_this_machine(notebook):
    for cell, output in outputs(notebook):
        data = output.get("data", {})
        text = "".join(str(value) for key, value in data.items() if not key.startswith("image/"))
        text += output.get("text", "")
        for pattern, what in ((MACHINE, "an address or path"), (TIMING, "a timing")):
            if found := pattern.search(text):
                yield f"{name(cell)} prints {what} ({found[0]!r}), which changes: leave it out"


# --- Rules for the lessons ----------------------------------------------------------------


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


RULES = [
    is_valid,
    has_normal_metadata,
    was_run_in_order,
    stores_no_widgets,
    ran_without_complaint,
    begins_with_its_title,
    hides_no_code,
    is_compared_in_full,
    has_short_code,
    has_short_prose,
    describes_its_pictures,
    uses_what_suits_lessons,
    silences_nothing,
    prints_nothing_of_this_machine,
]
WHOLE = [opens_with_its_aims, imports_in_one_cell, ends_in_order]
STYLE = [
    has_a_verb_title,
    has_an_explorer,
    has_exercises,
    has_the_right_length,
    has_few_figures,
]
LESSON_RULES = WHOLE + STYLE
BESIDE_RULES = [has_a_verb_title, imports_in_one_cell]


def problems(notebook, rules):
    return [f"{rule.__name__}: {problem}" for rule in rules for problem in rule(notebook)]

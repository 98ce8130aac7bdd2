"""Every notebook keeps the house style: one rule a function, each with what to do about it.

A rule yields what is wrong. `RULES` hold for all notebooks, `WHOLE` for all lessons, which
is all but 00, and `STYLE` for the course's own lessons. At the end of the file each rule is seen to
fail on a spoilt lesson.
"""

import ast
import copy
import io
import re
import statistics
import tokenize
import warnings

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bce_lessons import lessons
from tests.house_style import is_own
from tools.notebooks import form

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
# The one lesson of another build has an exercise after each of its claims, and none at its end.
CLAIMS = "Check the claims"
CLAIMS_CELLS, CLAIMS_EXERCISES = range(50, 63), 13  # at least
CLAIMS_ENDING = ["Summary", "Further reading"]
OPENING = ("do", "learn", "need")
VERBS = (
    "Add|Ask|Beat|Calibrate|Check|Choose|Classify|Compare|Count|Draw|Explain|Find|Fit|Follow|Give|Learn|"
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
COLAB = re.compile(r"\A# In Colab, .+\n# %pip .+\n\n")  # see test_hosts.py
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


def is_of_claims(notebook):
    return headings(notebook, 1) == [CLAIMS]


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
            yield f"{name(cell)} stores an error or a warning: mend its cause; catch and print"


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
        lines = len(COLAB.sub("", cell.source).splitlines())
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
        for cell in code_cells(notebook)
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
    ending = CLAIMS_ENDING if is_of_claims(notebook) else ENDING
    if headings(notebook, 2)[-len(ending) :] != ending:
        yield f"the last `##` headings must be {ending}, not {headings(notebook, 2)[-3:]}"


def has_exercises(notebook):
    if is_of_claims(notebook):
        count = sum(title.startswith("Exercise ") for title in headings(notebook, 3))
        if count < CLAIMS_EXERCISES:
            yield f"{count} exercises: write one after each of the 13 claims, as `### Exercise …`"
        return
    count = len(re.findall(r"(?m)^(?:\d+\. |### |\*\*\d+)", section(notebook, "Exercises")))
    if count < EXERCISES:
        yield f"{count} exercises: write at least {EXERCISES}, as `1. …` or `### …`"


def has_the_right_length(notebook):
    # A cell that only asks, or shows an explorer, belongs to the text above it.
    counted = [cell.source for cell in notebook.cells if not ONE_CALL.match(cell.source)]
    ends = [i for i, source in enumerate(counted) if source.startswith("## Exercises")]
    count, cells = min([*ends, len(counted)]), CLAIMS_CELLS if is_of_claims(notebook) else CELLS
    if count not in cells:
        yield f"{count} cells before the exercises: a lesson has {cells[0]} to {cells[-1]}"


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


# --- The notebooks ------------------------------------------------------------------------


def test_all_notebooks_are_there():
    assert [path.name[:3] for path in NOTEBOOKS] == [
        f"{number:02}_" for number in range(len(lessons.ORDER) + 1)
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_keeps_the_house_style(path):
    notebook = nbformat.read(path, as_version=4)
    rules = RULES + WHOLE * (path in LESSONS) + STYLE * is_own(path.stem)
    assert not problems(notebook, rules), "\n".join(problems(notebook, rules))


@pytest.mark.parametrize("path", BESIDE, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_notebook_beside_the_lessons_keeps_the_house_style(path):
    notebook = nbformat.read(path, as_version=4)
    assert not problems(notebook, RULES + BESIDE_RULES)


# --- Each rule can fail -------------------------------------------------------------------


@pytest.fixture
def lesson():
    """Build a lesson that keeps every rule."""
    alt = "A line that climbs from 0 at the left to 1 at the right."
    figure = new_output("display_data", {"image/png": "AA=="}, metadata={"image/png": {"alt": alt}})
    cells = [
        new_markdown_cell(
            "# Score one prediction\n\n"
            "**You will do** this, **learn** that, **need** nothing. 20 min"
        ),
        new_code_cell("import math\nfrom bce_lessons.explorers import one_prediction"),
        new_code_cell("math.pi", outputs=[figure]),
        *(new_markdown_cell(f"## Step {i}") for i in range(20)),
        new_markdown_cell("## Summary"),
        new_markdown_cell("## Exercises\n\n1. One\n2. Two\n3. Three"),
        new_markdown_cell("## Further reading"),
    ]
    notebook = new_notebook(cells=cells, metadata=form.NOTEBOOK_METADATA)
    for count, cell in enumerate(code_cells(notebook), start=1):
        cell.execution_count = count
    return nbformat.from_dict(copy.deepcopy(notebook))


def test_a_right_lesson_passes(lesson):
    assert problems(lesson, RULES + LESSON_RULES) == []


def test_only_a_cell_that_measures_may_be_exempt_from_comparison(lesson):
    tagged = {"tags": [form.MEASUREMENT]}
    for source in ("start = perf_counter()", "print(seconds(f) / seconds(g))"):
        lesson.cells[2].update(source=source, metadata=tagged)
        assert not list(is_compared_in_full(nbformat.from_dict(lesson)))
    lesson.cells[2].update(source="print(f() / g())")
    assert list(is_compared_in_full(nbformat.from_dict(lesson)))


def code(source, **parts):
    """Spoil a lesson: append a cell that was run."""

    def spoil(notebook):
        cell = new_code_cell(source, execution_count=3, **parts)
        notebook.cells.append(nbformat.from_dict(cell))

    return spoil


def prints(text, stream="stdout"):
    return code("print()", outputs=[new_output("stream", name=stream, text=text)])


def shows(data, **parts):
    return code("_", outputs=[new_output("display_data", data, **parts)])


def markdown(source):
    return lambda notebook: notebook.cells.append(new_markdown_cell(source))


def retitled(title):
    def spoil(notebook):
        old = notebook.cells[0].source
        notebook.cells[0].source = old.replace("# Score one prediction", title)

    return spoil


def replaced(old, new):
    def spoil(notebook):
        assert any(old in cell.source for cell in notebook.cells)
        for cell in notebook.cells:
            cell.source = cell.source.replace(old, new)

    return spoil


def set_count(notebook):
    notebook.cells[2].execution_count = 3


def set_widgets(notebook):
    notebook.metadata["widgets"] = {}


def many_figures(notebook):
    notebook.cells[2].outputs *= 9


def lengthened(notebook):
    notebook.cells[3:3] = 2 * notebook.cells[3:23]


PNG = {"image/png": "AA=="}
SPOILT = [
    (is_valid, lambda notebook: notebook.cells[2].pop("outputs")),
    (is_valid, lambda notebook: notebook.cells[2].update(id=notebook.cells[1].id)),
    (has_normal_metadata, lambda notebook: notebook.metadata.language_info.update(version="3")),
    (has_normal_metadata, code("1", metadata={"collapsed": True})),
    (has_normal_metadata, code("1", metadata={"jupyter": {"source_hidden": True}})),
    (was_run_in_order, set_count),
    (was_run_in_order, lambda notebook: notebook.cells[1].update(execution_count=None)),
    (stores_no_widgets, set_widgets),
    (stores_no_widgets, shows({form.WIDGET_VIEW: {}})),
    (ran_without_complaint, prints("careful", stream="stderr")),
    (ran_without_complaint, code("1", outputs=[new_output("error")])),
    (begins_with_its_title, retitled("Score")),
    (begins_with_its_title, markdown("# Another title")),
    (begins_with_its_title, lambda notebook: notebook.cells.clear()),
    (hides_no_code, code("1", metadata={"tags": ["hide-input"]})),
    (hides_no_code, code("%%capture\n1")),
    (hides_no_code, code("# @title Run me\n1")),
    (is_compared_in_full, code("# NBVAL_SKIP\n1")),
    (is_compared_in_full, code("1", metadata={"tags": ["nbval-ignore-output"]})),
    (is_compared_in_full, code("1", metadata={"tags": ["raises-exception"]})),
    (has_short_code, code("1\n" * 16)),
    (has_short_code, code("x = " + "1" * 85)),
    (has_short_prose, markdown("word " * 91)),
    (has_short_prose, replaced("## Step", "## Step\n\n" + "word " * 61)),
    (describes_its_pictures, shows(PNG)),
    (describes_its_pictures, shows(PNG, metadata={"image/png": {"alt": "A curve."}})),
    (describes_its_pictures, shows({"image/svg+xml": "<svg/>"})),
    (describes_its_pictures, markdown("![a curve](curve.png)")),
    (describes_its_pictures, markdown('<img src="curve.png">')),
    (uses_what_suits_lessons, code("from ipywidgets import interact")),
    (uses_what_suits_lessons, code("widgets.Output()")),
    (uses_what_suits_lessons, code("import matplotlib.pyplot as plt")),
    (uses_what_suits_lessons, code("from matplotlib import pyplot as plt")),
    (uses_what_suits_lessons, code("from pandas import DataFrame")),
    (silences_nothing, code("ax.plot([1, 2]);")),
    (prints_nothing_of_this_machine, prints("<object at 0x7f1c2b3d4e50>")),
    (prints_nothing_of_this_machine, shows({"text/plain": "/tmp/ipykernel_77/1.py"})),
    (prints_nothing_of_this_machine, prints("1.2 ms ± 3 µs per loop")),
    (has_a_verb_title, retitled("# Predictions")),
    (opens_with_its_aims, replaced("**learn**", "**see**")),
    (opens_with_its_aims, replaced("20 min", "")),
    (imports_in_one_cell, code("import numpy")),
    (imports_in_one_cell, replaced("import math", "import math\npi = math.pi")),
    (imports_in_one_cell, replaced("import math\n", "pi = 3\nimport math\n")),
    (has_an_explorer, replaced("bce_lessons.explorers", "bce_lessons.plots")),
    (ends_in_order, replaced("## Exercises", "### Exercises")),
    (ends_in_order, markdown("## One more thing")),
    (has_exercises, replaced("3. Three", "")),
    (has_the_right_length, lengthened),
    (has_the_right_length, lambda notebook: notebook.cells.__delitem__(slice(3, 10))),
    (has_few_figures, many_figures),
    # A lesson keeps its own rules under the other build's title, and the other build has rules.
    (ends_in_order, retitled("# Check the claims")),
    (has_exercises, retitled("# Check the claims")),
    (has_the_right_length, retitled("# Check the claims")),
]


@pytest.mark.parametrize(("rule", "spoil"), SPOILT, ids=lambda part: getattr(part, "__name__", ""))
def test_a_rule_fails_on_a_spoilt_lesson(lesson, rule, spoil):
    spoil(lesson)
    assert list(rule(lesson))


def test_every_rule_is_seen_to_fail():
    assert {rule for rule, _ in SPOILT} == {*RULES, *LESSON_RULES}

"""The rules of all notebooks: one rule a function, each with what to do about it.

A rule yields what is wrong. Further rules, of lessons alone, are in `lesson_rules`.
"""

import ast
import io
import re
import statistics
import tokenize
import warnings

import nbformat
from nbformat.v4 import new_markdown_cell

from tools.notebooks import form

NOTEBOOKS = form.lessons()
LESSONS = [path for path in NOTEBOOKS if not path.name.startswith("00")]
BESIDE = form.below()[len(NOTEBOOKS) :]  # solutions

CODE_LINES, CODE_WIDTH = 15, 88
WORDS, MEDIAN_WORDS = 90, 60
ALT_LENGTH = 40
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


def shows_figures_last(notebook):
    """`plots.show` returns what a notebook displays, and it displays a cell's last value alone."""
    for cell in code_cells(notebook):
        body = tree(cell).body
        last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
        calls = [node for node in ast.walk(tree(cell)) if isinstance(node, ast.Call)]
        shown = [call for call in calls if ast.unparse(call.func) in ("show", "plots.show")]
        if [ast.dump(call) for call in shown] not in ([], [ast.dump(last)] if last else []):
            yield f"{name(cell)} shows a figure before its end: make `plots.show(…)` its last line"


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
    shows_figures_last,
    silences_nothing,
    prints_nothing_of_this_machine,
]


def problems(notebook, rules):
    return [f"{rule.__name__}: {problem}" for rule in rules for problem in rule(notebook)]

"""Every notebook keeps the house style, and each rule is seen to fail on a spoilt lesson."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bce_lessons import lessons
from tests.house_style import is_own
from tests.notebook_rules import (
    BESIDE,
    BESIDE_RULES,
    LESSON_RULES,
    LESSONS,
    NOTEBOOKS,
    RULES,
    STYLE,
    WHOLE,
    begins_with_its_title,
    code_cells,
    describes_its_pictures,
    ends_in_order,
    has_a_verb_title,
    has_an_explorer,
    has_exercises,
    has_few_figures,
    has_normal_metadata,
    has_short_code,
    has_short_prose,
    has_the_right_length,
    hides_no_code,
    imports_in_one_cell,
    is_compared_in_full,
    is_valid,
    opens_with_its_aims,
    prints_nothing_of_this_machine,
    problems,
    ran_without_complaint,
    silences_nothing,
    stores_no_widgets,
    uses_what_suits_lessons,
    was_run_in_order,
)
from tools.notebooks import form

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
]


@pytest.mark.parametrize(("rule", "spoil"), SPOILT, ids=lambda part: getattr(part, "__name__", ""))
def test_a_rule_fails_on_a_spoilt_lesson(lesson, rule, spoil):
    spoil(lesson)
    assert list(rule(lesson))


def test_every_rule_is_seen_to_fail():
    assert {rule for rule, _ in SPOILT} == {*RULES, *LESSON_RULES}

"""Every notebook keeps the house style, and each rule is seen to fail on a spoilt lesson."""

import copy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bce_lessons import lessons
from tests.house_style import is_own
from tests.lesson_rules import (
    BESIDE_RULES,
    LESSON_RULES,
    STYLE,
    WHOLE,
    asks_for_few_predictions,
    ends_in_order,
    has_a_verb_title,
    has_an_explorer,
    has_exercises,
    has_few_figures,
    has_the_right_length,
    imports_in_few_lines,
    imports_in_one_cell,
    lets_each_prediction_be_answered,
    opens_with_its_aims,
    says_how_long_it_takes,
    says_what_to_do_on_monday,
    takes_no_longer_than_it_may,
)
from tests.notebook_rules import (
    BESIDE,
    LESSONS,
    NOTEBOOKS,
    RULES,
    begins_with_its_title,
    code_cells,
    describes_its_pictures,
    has_normal_metadata,
    has_short_code,
    has_short_prose,
    hides_no_code,
    is_compared_in_full,
    is_valid,
    prints_nothing_of_this_machine,
    problems,
    ran_without_complaint,
    shows_figures_last,
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
    if path.parent.name == "solutions":
        assert form.title(notebook) == f"Solve lesson {int(path.name[:2])}"


# --- Each rule can fail -------------------------------------------------------------------


@pytest.fixture
def lesson():
    """Build a lesson that keeps every rule."""
    alt = "A line that climbs from 0 at the left to 1 at the right."
    figure = new_output("display_data", {"image/png": "AA=="}, metadata={"image/png": {"alt": alt}})
    cells = [
        new_markdown_cell(
            "# Score one prediction\n\n"
            "**You will do** this, **learn** that, **need** nothing.\n\n**Time:** 5 minutes"
        ),
        new_code_cell("import math\nfrom bce_lessons.explorers import one_prediction"),
        new_code_cell("math.pi", outputs=[figure]),
        *(new_markdown_cell(f"## Step {i}") for i in range(20)),
        new_markdown_cell("## Summary\n\nIt is so.\n\n**On Monday:** Do it."),
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


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("guess = ...  # one of 1, 2", 1),
        ("guess_loss = ...\nprint(1)", 1),
        ('ask("01-one")', 1),
        ("explorers.one()", 2),
    ],
)
def test_a_prediction_is_answered_in_three_ways(lesson, source, asked):
    predicting(source, asked)(lesson)
    assert not list(lets_each_prediction_be_answered(lesson))


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


def predicting(source, asked=1):
    """Spoil a lesson: let it ask for predictions, and have this code after them."""

    def spoil(notebook):
        cells = [new_markdown_cell("**Predict:** what?\n\n" * asked), new_code_cell(source)]
        notebook.cells[3:3] = map(nbformat.from_dict, cells)

    return spoil


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
    (shows_figures_last, code("plots.show(ax)\nprint(1)")),
    (shows_figures_last, code("for ax in axes:\n    plots.show(ax)")),
    (shows_figures_last, code("figure = plots.show(ax)")),
    (shows_figures_last, code("plots.show(ax)\nplots.show(ax)")),
    (silences_nothing, code("ax.plot([1, 2]);")),
    (prints_nothing_of_this_machine, prints("<object at 0x7f1c2b3d4e50>")),
    (prints_nothing_of_this_machine, shows({"text/plain": "/tmp/ipykernel_77/1.py"})),
    (prints_nothing_of_this_machine, prints("1.2 ms ± 3 µs per loop")),
    (has_a_verb_title, retitled("# Predictions")),
    (opens_with_its_aims, replaced("**learn**", "**see**")),
    (opens_with_its_aims, replaced("5 min", "")),
    (imports_in_one_cell, code("import numpy")),
    (imports_in_one_cell, replaced("import math", "import math\npi = math.pi")),
    (imports_in_one_cell, replaced("import math\n", "pi = 3\nimport math\n")),
    (lets_each_prediction_be_answered, predicting("math.pi")),
    (lets_each_prediction_be_answered, predicting("print()\nguess = ...")),
    (lets_each_prediction_be_answered, predicting("guess = 3")),
    (lets_each_prediction_be_answered, predicting("explorers.one()\nmath.pi")),
    (lets_each_prediction_be_answered, markdown("**Predict:** what?")),
    (lets_each_prediction_be_answered, predicting("guess = ...", asked=2)),
    (lets_each_prediction_be_answered, predicting('ask("01-one")', asked=2)),
    (says_how_long_it_takes, replaced("5 minutes", "10 minutes")),
    (says_how_long_it_takes, replaced("5 minutes", "5 minutes, and 5 for the exercises")),
    (says_how_long_it_takes, replaced("**Time:**", "Time:")),
    (says_how_long_it_takes, code('check("01.1", 3)')),
    (says_what_to_do_on_monday, replaced("**On Monday:** Do it.", "")),
    (says_what_to_do_on_monday, replaced("Do it.", "")),
    (says_what_to_do_on_monday, replaced("Do it.", "Do it.\n\nAnd more.")),
    (imports_in_few_lines, replaced("import math", "import math\n" * 8)),
    (asks_for_few_predictions, markdown("**Predict** it.\n\n" * 8)),
    (asks_for_few_predictions, markdown("1. **Predict**, then go.\n" * 8)),
    (takes_no_longer_than_it_may, replaced("## Step", "## Step\n\n" + "word " * 270)),
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

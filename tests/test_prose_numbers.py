"""Every decimal number in the prose is right: an output shows it, or prose_numbers.toml has it.

A number is shown when an output, rounded to as many decimals, has the same digits. Short numbers
would be found by chance among many outputs: those with two significant decimals must be shown in
their own `##` section, and those with fewer must be in the table. What the question of an exercise
gives is right if the code of its solution has it.
"""

import re
from decimal import Decimal

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.prose_numbers import (
    FOLDER,
    NOTEBOOKS,
    TABLE,
    Place,
    is_caught,
    mutants,
    numbers,
    places,
    suggested_row,
    wrong_numbers,
    wrong_rows,
)

# --- The notebooks ------------------------------------------------------------------------


def key(path):
    """Name a notebook as the table does: "fit_ten_points", "solutions/fit_ten_points"."""
    place = path.relative_to(FOLDER).with_suffix("")
    return place.with_name(re.sub(r"^\d\d_", "", place.name)).as_posix()


def read(path):
    notebook = nbformat.read(path, as_version=4)
    if path.parent.name == "solutions":  # what asks an exercise is tried in its lesson
        notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith("exercise-")]
    return notebook, TABLE.get(key(path), {})


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: key(path))
def test_every_number_is_shown_or_computed(path):
    notebook, table = read(path)
    problems = [*wrong_numbers(notebook, table), *wrong_rows(notebook, table)]
    assert not problems, "\n".join(
        [
            *problems,
            "Let a cell print a number that you want to state, or write it into",
            f'tests/prose_numbers.toml, under ["{key(path)}"]. Its row for short numbers would be:',
            suggested_row(notebook, table),
        ]
    )


def test_the_table_names_notebooks_that_exist():
    there = [*FOLDER.glob("*.ipynb"), *FOLDER.glob("[!.]*/*.ipynb")]  # also what is left out
    assert set(TABLE) <= set(map(key, there))


def test_a_wrong_last_digit_is_caught_almost_everywhere():
    tried, survivors = 0, []
    for path in NOTEBOOKS:
        notebook, table = read(path)
        for place in places(notebook):
            for number, mutant in mutants(place):
                tried += 1
                if not is_caught(number, mutant, place, table):
                    survivors.append(f"{key(path)}: {mutant.written} for {number.written}")
    print(f"{len(survivors)} of {tried} wrong digits slip through: {survivors}")
    assert len(survivors) <= 0.1 * tried, survivors


# --- The check itself ---------------------------------------------------------------------


def notebook(prose, *outputs, code="print()"):
    streams = [new_output("stream", name="stdout", text=output) for output in outputs]
    return new_notebook(cells=[new_markdown_cell(prose), new_code_cell(code, outputs=streams)])


@pytest.mark.parametrize(
    ("prose", "output"),
    [
        ("the loss is 0.333", "0.3329"),
        ("the loss is 0.33", "[0.1, 0.33285]"),
        ("$L = 2.30$ nats", "2.302585"),
        ("`2.3026`", "2.302585"),
        ("a gradient of −0.70", "-0.6999"),
        ("it falls by 0.70", "-0.6999"),
        ("only 2.51 % of them", "0.02512"),
        ("only 2.45% of them", "2.4512"),
        ("$2.50\\%$", "0.025"),
        ("a tie: 0.13", "0.125"),
        ("another: 0.12", "0.125"),
        ("$1.25 \\times 10^{-5}$", "1.249e-05"),
        ("1.25 × 10⁻⁵", "1.25 × 10⁻⁵"),
        ("1.25e-5", "0.00001251"),
        ("it took 1,234.56 steps", "1234.56"),
        ("$1{,}234.56$", "1 234.56"),
        (".99", "0.99"),
        ("3.00 exactly", "3"),
        ("the difference 1−0.31", "0.31"),
    ],
)
def test_a_right_number_passes(prose, output):
    assert len(numbers(prose)) == 1
    assert not wrong_numbers(notebook(prose, output), {})


@pytest.mark.parametrize(
    ("prose", "output"),
    [
        ("the loss is 0.332", "0.3329"),
        ("the loss is 0.334", "0.3329"),
        ("the loss is 0.33", "0.336"),
        ("a gradient of −0.70", "0.6999"),
        ("a gradient of −0.70", ""),
        ("only 2.51 % of them", "0.0351"),
        ("2.50", "x2.50 v2.50 2.50.1"),
        ("1.25e-5", "1.25e-06"),
        ("$1.25 \\times 10^{-5}$", "1.25"),
        ("1.25 × 10⁻⁵", "1.25 × 10⁻⁶"),
    ],
)
def test_a_wrong_number_is_caught(prose, output):
    assert wrong_numbers(notebook(prose, output), {})


@pytest.mark.parametrize(
    "prose",
    [
        "Python 3.12 and NumPy 2.0, scikit-learn 1.6, CC BY 4.0, version 3.11.2",
        "see [Shannon](https://doi.org/10.1002/j.1538-7305.1948.tb01338.x), arXiv:1706.04599",
        'a picture <img src="a_0.5.png" width="3.5">',
        "Lesson 3.2 and 3 points",
    ],
)
def test_what_is_no_decimal_number_is_skipped(prose):
    assert numbers(prose) == []


def test_tables_html_and_latex_are_read():
    data = {"text/html": "<td style='width: 9.99px'>0.105</td>", "text/latex": "$0.357$"}
    made = notebook("0.105 and 0.357")
    made.cells[1].outputs = [new_output("display_data", data)]
    assert not wrong_numbers(made, {})
    made.cells[0].source = "9.99"
    assert wrong_numbers(made, {})


def test_a_short_number_is_sought_in_its_own_section_only():
    first, second = notebook("## One\n\n", "0.33 0.3329"), notebook("## Two\n\n0.33", "0.7")
    both = new_notebook(cells=first.cells + second.cells)
    assert wrong_numbers(both, {})
    second.cells[0].source = "## Two\n\n0.333"
    assert not wrong_numbers(both, {})


def test_a_very_short_number_must_be_in_the_table():
    made = notebook("p is 0.3, then 0.3 again and 0.4", "0.3 0.4", code="p = 0.3, 0.4")
    assert len(wrong_numbers(made, {})) == 3
    right = {"given": ["0.3", "0.3", "0.4"]}
    assert suggested_row(made, {}) == 'given = ["0.3", "0.3", "0.4"]'
    assert not wrong_numbers(made, right)
    assert not list(wrong_rows(made, right))
    # A slip from one given number to another is caught, because they are counted.
    made.cells[0].source = "p is 0.3, then 0.4 again and 0.4"
    assert not wrong_numbers(made, right)
    assert list(wrong_rows(made, right))


@pytest.mark.parametrize(
    ("table", "right"),
    [
        ({"2.30": "-np.log(0.1)"}, True),
        ({"2.30": "surprisal(0.1)"}, True),
        ({"2.30": "surprisal(0.11)"}, False),
        ({"2.30": "2.305001"}, False),
        ({"2.30": "surprisal(0.1)", "9.99": "9.99"}, False),
        ({"given": ["2.30"]}, True),
        ({"given": ["2.30", "1.5"]}, False),
        ({"given": ["2.30", "2.30"]}, False),
    ],
)
def test_a_row_is_checked(table, right):
    made = notebook("It costs 2.30 nats.", code="x = 2.3")
    assert not wrong_numbers(made, table)
    assert (not list(wrong_rows(made, table))) is right


def test_a_given_number_must_be_a_literal():
    assert list(wrong_rows(notebook("p = 0.9", code="p = 0.8"), {"given": ["0.9"]}))


def test_a_mutant_differs_in_its_last_digit():
    place = Place("a −0.30 % b 1.9 × 10⁻⁵ c", set(), set())
    found = [mutant.written for _, mutant in mutants(place)]
    assert found == ["-0.31 %", "-0.39 %", "1.0 × 10^-5", "1.8 × 10^-5"]


def test_a_mutant_is_caught_unless_an_output_shows_it():
    place = Place("0.30 0.3", {Decimal("0.31")}, set())
    table = {"given": ["0.3"]}
    caught = [is_caught(*pair, place, table) for pair in mutants(place)]
    assert caught == [False, True, True, True]

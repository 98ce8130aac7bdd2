"""Every decimal number in the prose is right: an output shows it, or prose_numbers.toml has it.

A number is shown when an output, rounded to as many decimals, has the same digits. Short numbers
would be found by chance among many outputs: those with two significant decimals must be shown in
their own `##` section, and those with fewer must be in the table. What the question of an exercise
gives is right if the code of its solution has it.
"""

import ast
import html
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import bce_lessons
from tools.notebooks import form

HERE = Path(__file__).parent
FOLDER = HERE.parent / "notebooks"
NOTEBOOKS = form.below()
TABLE = tomllib.loads((HERE / "prose_numbers.toml").read_text(encoding="utf-8"))
NEAR = 2  # significant decimals of a number that must be shown in its own section

# Not numbers of the course: addresses, identifiers, and what follows the name of a program.
SKIPPED = re.compile(
    r"""(?x) \]\([^)]*\) | <[^<>]*> | https?://\S+ | \b10\.\d{4,}/\S+ | arXiv:\S+
    | (?i:\b(?:python|numpy|matplotlib|scikit-learn|ipywidgets|jupyterlab|keras|pytorch|version
      |CC[ ]BY(?:-\w+)?|chapter|section|lesson|exercise|figure|table|equation|eq\.)[ ~]+v?[\d.]+)
    | \b\d+(?:\.\d+){2,} """
)
# A sign belongs to the number unless something stands before it: in `1−0.3` it subtracts.
NUMBER = re.compile(
    r"""(?x) (?P<sign>(?<![\w.)\]}])[-+])? (?<![\w.]) (?P<digits>\d*\.\d+) (?![\d.]*\d)
    (?: e(?P<e>[-+]?\d+) | [ ]*(?:×|\\times|\\cdot)[ ]*10\^\{?(?P<ten>[-+]?\d+)\}? )?
    (?P<percent>[ ]*\\?%)? """
)
OUTPUT_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?(?![\w]|\.\d)")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


def plain(text):
    """Write minus signs, thousands and powers of ten as Python does."""
    text = re.sub(r"(?<=10)[⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: "^" + m[0].translate(SUPERSCRIPTS), text)
    text = text.replace("−", "-").replace("–", " ").replace("{,}", "").replace("\\,", "")
    return re.sub(r"(?<=\d)[, \u2009\u202f](?=\d{3}\b(?!,))", "", text)


@dataclass(frozen=True)
class Number:
    """A decimal number as the prose has it."""

    written: str  # as the table names it
    value: Decimal  # its mantissa times its power of ten
    step: Decimal  # one unit of its last digit
    signed: bool
    percent: bool
    span: tuple[int, int]  # of its digits, in the cell's plain text

    @classmethod
    def of(cls, match):
        sign, digits = match["sign"] or "", match["digits"]
        power = Decimal(10) ** int(match["e"] or match["ten"] or 0)
        decimals = len(digits.partition(".")[2])
        written = match[0].strip().replace("\\", "").replace("times", "×")
        return cls(
            written=written,
            value=Decimal(sign + digits) * power,
            step=Decimal(10) ** -decimals * power,
            signed=bool(sign),
            percent=bool(match["percent"]),
            span=match.span("digits"),
        )

    @property
    def significant_decimals(self):
        whole, _, decimals = self.written.lstrip("+-").split("e")[0].partition(".")
        decimals = re.match(r"\d*", decimals)[0]
        return len(decimals if whole.strip("0") else decimals.lstrip("0"))

    def agrees(self, shown):
        """Say whether `shown`, rounded to this number's last digit, has its digits."""
        shown = [shown, -shown] if not self.signed else [shown]
        if self.percent:
            shown += [100 * value for value in shown]
        return any(
            (value / self.step).quantize(Decimal(1), rounding) * self.step == self.value
            for value in shown
            for rounding in (ROUND_HALF_UP, ROUND_HALF_DOWN)
            if abs(value) < Decimal("1e20") * self.step
        )


def numbers(source):
    """List the decimal numbers of a Markdown cell."""
    text = plain(source)
    text = SKIPPED.sub(lambda match: "\n" * len(match[0]), text)  # what follows stays in place
    return [Number.of(match) for match in NUMBER.finditer(text)]


def shown_by(cell):
    """List the numbers in a cell's outputs."""
    texts = []
    for output in cell.get("outputs", []):
        texts.append(output.get("text", ""))
        data = output.get("data", {})
        texts += [data.get("text/plain", ""), data.get("text/latex", "")]
        texts.append(
            html.unescape(re.sub(r"<style.*?</style>|<[^>]*>", " ", data.get("text/html", "")))
        )
    found = set()
    for text in map(plain, texts):
        found.update(Decimal(match[0]) for match in OUTPUT_NUMBER.finditer(text))
        powers = re.finditer(r"([-+]?\d+\.?\d*) ?(?:×|\\times) ?10\^\{?([-+]?\d+)", text)
        found.update(Decimal(f"{power[1]}e{power[2]}") for power in powers)
    return found


@dataclass
class Place:
    """A Markdown cell, and what the outputs of its section and its notebook show."""

    source: str
    section: set
    notebook: set
    given: set = frozenset()  # what the code of an exercise's solution writes down

    def numbers(self):
        """List the numbers of the prose, but for what an exercise gives."""
        return [one for one in numbers(self.source) if not any(map(one.agrees, self.given))]


def places(notebook):
    """Pair each Markdown cell with the numbers that outputs show near and far."""
    sections, current = [], 0
    for cell in notebook.cells:
        current += cell.cell_type == "markdown" and bool(re.match(r"(?m)^## ", cell.source))
        sections.append(current)
    shown = [shown_by(cell) for cell in notebook.cells]
    near = {
        key: set().union(*(values for k, values in zip(sections, shown, strict=True) if k == key))
        for key in sections
    }
    everywhere = set().union(*shown)
    return [
        Place(cell.source, near[section], everywhere, GIVEN.get(cell.get("id"), frozenset()))
        for cell, section in zip(notebook.cells, sections, strict=True)
        if cell.cell_type == "markdown"
    ]


def literals(*cells):
    """List the numbers that code itself writes down."""
    trees = (ast.parse(cell.source) for cell in cells if cell.cell_type == "code")
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {Decimal(repr(node.value)) for node in nodes if type(node.value) in (int, float)}


def given_by_exercises():
    """Return what the code of each exercise's solution writes down, by the cell that asks."""
    found = {}
    for path in form.lessons(FOLDER / "solutions"):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code" and cell.id.startswith("solution-"):
                asks = "exercise-" + cell.id.removeprefix("solution-").removesuffix("-code")
                found[asks] = literals(cell)
    return found


GIVEN = given_by_exercises()


def computed(expression):
    """Evaluate an expression of the table."""
    names = {name: getattr(bce_lessons, name) for name in bce_lessons.__all__}
    return Decimal(repr(float(eval(expression, {"np": np, **names}))))


def is_right(number, place, table):
    """Say whether an output shows a number, or the notebook's table holds it."""
    if number.written in table or number.written in table.get("given", []):
        return True
    if number.significant_decimals < NEAR:
        return False
    shown = place.section if number.significant_decimals == NEAR else place.notebook
    return any(number.agrees(value) for value in shown)


def wrong_numbers(notebook, table):
    """List what no output shows and no table holds."""
    return [
        f"{number.written}, in the cell that begins {place.source.strip()[:60]!r}"
        for place in places(notebook)
        for number in place.numbers()
        if not is_right(number, place, table)
    ]


def wrong_rows(notebook, table):
    """List the rows of a notebook's table that are wrong, or that its prose doesn't use."""
    prose = [number for place in places(notebook) for number in place.numbers()]
    by_name = {one.written: one for place in places(notebook) for one in numbers(place.source)}
    literal = literals(*notebook.cells)
    given, times = Counter(table.get("given", [])), Counter(number.written for number in prose)
    for written in given:
        if given[written] != times[written]:
            yield f"given has {written} {given[written]} times, the prose {times[written]} times"
        elif not any(by_name[written].agrees(value) for value in literal):
            yield f"given {written} is no literal of the notebook's code: compute it instead"
    for written in table.keys() - {"given"}:
        if written not in by_name:
            yield f"{written} is not in the prose: delete it"
        elif not by_name[written].agrees(computed(table[written])):
            yield f"{written} = {table[written]} is {computed(table[written])}"


def suggested_row(notebook, table):
    """Write the row of the table that would hold all short numbers and those given now."""
    prose = [number for place in places(notebook) for number in place.numbers()]
    given = [
        number.written
        for number in prose
        if number.written not in table
        and (number.written in table.get("given", []) or number.significant_decimals < NEAR)
    ]
    return "given = " + str(sorted(given)).replace("'", '"')


def mutants(place):
    """Yield each number of a cell, with its last digit one up and one down."""
    text = plain(place.source)
    for number in numbers(place.source):
        end = number.span[1]
        for change in (1, 9):
            digit = (int(text[end - 1]) + change) % 10
            spoilt = text[: end - 1] + str(digit) + text[end:]
            (mutant,) = [other for other in numbers(spoilt) if other.span == number.span]
            yield number, mutant


def is_caught(number, mutant, place, table):
    """Say whether the tests would fail on `mutant` in the place of `number`."""
    counted = {number.written, mutant.written} & set(table.get("given", []))
    return bool(counted) or not is_right(mutant, place, table)


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

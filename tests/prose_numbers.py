"""Decimal numbers in prose: which they are, and whether an output or the table has them."""

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

import bce_lessons
from bce_lessons import lessons
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


def prose_of(topic):
    """Return a lesson's prose, for whole numbers and for those in words: no rule looks for them."""
    notebook = form.load(FOLDER / f"{lessons.notebook(topic)}.ipynb")
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")

"""Files and functions are short enough to be read at once: CONTRIBUTING.md says how long."""

import ast
import re

import pytest

from tools.folders import HERE

LINES, OF_FUNCTIONS = 350, 30
FOLDERS = ("bce_lessons", "tools", "tests", "docs")
WRITTEN = (".py", ".js", ".css", ".html", ".md", ".rst", ".lua", ".typ")
FILES = sorted(
    path
    for folder in FOLDERS
    for path in (HERE.root / folder).rglob("*.*")
    if path.suffix in WRITTEN and "node_modules" not in path.parts
)
# What declares exercises, and explorers with all that moves in them, is one readable block each.
DECLARES = re.compile(r"(exercises|explorers)(_more)?\.py")
MODULES = [
    path
    for path in FILES
    if path.suffix == ".py" and "tests" not in path.parts and not DECLARES.fullmatch(path.name)
]


def length(function):
    """Count a function's lines, without its signature and its docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


def long_functions(source):
    """List the functions of a module that have too many lines."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]
    return [f"{node.name}: {length(node)}" for node in found if length(node) > OF_FUNCTIONS]


def shown(path):
    return path.relative_to(HERE.root).as_posix()


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_is_too_long(folder):
    mine = [path for path in FILES if HERE.root / folder in path.parents]
    long = {shown(p): n for p in mine if (n := len(p.read_text("utf-8").splitlines())) > LINES}
    assert mine
    assert long == {}, "split it by topic"


def test_no_function_is_too_long():
    found = {shown(path): long_functions(path.read_text("utf-8")) for path in MODULES}
    assert {path: long for path, long in found.items() if long} == {}, "name a part of it"


def test_a_docstring_and_a_signature_do_not_count():
    lines = "    x = 1\n" * OF_FUNCTIONS
    head = 'def f(\n    a,\n    b,\n):\n    """Say.\n\n    More.\n    """\n'
    assert long_functions(head + lines) == []
    assert long_functions(head + lines + "    x = 2\n") == [f"f: {OF_FUNCTIONS + 1}"]
    assert long_functions('def f():\n    """Say."""\n') == []


def test_the_limits_are_those_that_contributors_read():
    said = (HERE.root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"A file has at most {LINES} lines" in said
    assert f"a function at most {OF_FUNCTIONS}" in said

"""A program sets the formulas of the pages, one after the other, and says what it refuses."""

import pytest

from tools.site import formulas

# As KaTeX is called: each test has one of its own.
SETS = """exports.renderToString = (latex, { displayMode, throwOnError }) => {
  if (latex === 'exit') process.exit(3);
  if (throwOnError) throw new Error(`no ${latex}`);
  return `<${latex} ${displayMode}>`;
}"""


@pytest.fixture
def set_one(tmp_path, node):
    """Set a formula by a program that sets none in truth."""
    script = tmp_path / "katex.js"
    script.write_text(SETS, encoding="utf-8")
    setter = formulas.Setter(script)
    yield lambda latex, **options: setter.render({"latex": latex, "katex_options": options})
    setter.process.kill()
    setter.process.wait()
    for pipe in (setter.process.stdin, setter.process.stdout):
        try:
            pipe.close()
        except BrokenPipeError:
            assert setter.process.returncode == 3


def test_replies_come_in_the_order_of_their_formulas(set_one):
    made = [set_one(f"x_{i}\n+ é", displayMode=i % 2 == 0)["html"] for i in range(6)]
    assert made == [f"<x_{i}\n+ é {'false' if i % 2 else 'true'}>" for i in range(6)]


def test_what_is_refused_is_said_and_the_next_is_set(set_one):
    assert set_one("\\fracc", throwOnError=True) == {"error": "no \\fracc"}
    assert "html" in set_one("x")


def test_a_program_that_has_ended_is_said(set_one):
    for _ in range(3):
        assert set_one("exit") == {"error": formulas.ENDED}

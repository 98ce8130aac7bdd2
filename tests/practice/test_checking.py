"""`check` speaks calmly whatever it is given: names, answers, hints; as text and as HTML."""

import contextlib
import html.parser
import re
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from bce_lessons.answers import _aside, counterexample, turns
from bce_lessons.answers.exercise import Exercise, Value
from bce_lessons.answers.judge import judge
from bce_lessons.answers.verdict import Verdict
from bce_lessons.lessons.catalogue import exercise, exercises
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.practice import check, checking
from tests.answer_files import new_learner
from tests.answers.tried_functions import right
from tests.declaring import a_judged_value, a_value

ONE_NAT, WEEK, FIX_IT = map(exercise, ("one-nat", "a-week", "fix-it"))
CLIP = exercise("clipped")
LAST = [number for number in exercises() if number.startswith("01.")][-1]


class Hostile:
    """An object that answers no question at all."""

    def __getattribute__(self, name):
        raise OSError("no")


@pytest.fixture(autouse=True)
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "TIME_LIMIT", 600.0)
    return new_learner(tmp_path, monkeypatch)


@pytest.fixture
def said(capsys):
    """Return a function that checks, and returns what was printed."""

    def check_and_read(*arguments):
        assert check(*arguments) is None
        return " ".join(capsys.readouterr().out.split())

    return check_and_read


# --- The name -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["01.1", "1.1", " 01.1 ", "Exercise 1.1", "exercise 01.1", "one-nat", " one-nat "]
)
def test_a_name_may_be_written_in_several_ways(said, name):
    assert said(name, 0.37).startswith("✓ Exercise 1.1, right: ")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("01.99", 1), f"? There is no exercise '01.99': lesson 1 has 01.1 to {LAST}."),
        (("99.1", 1), "? There is no exercise '99.1': write \"01.2\" for exercise 2 of lesson 1."),
        (("foo" * 99, 1), "? There is no exercise 'foofoofoofoofoofoofo …': write \"01.2\" for"),
        (("",), "? There is no exercise '': write"),
        (
            (1.1, 0.37),
            '? No exercise is named: write its number in quotes: `check("01.1", answer)`',
        ),
        (
            (None, 0.37),
            '? No exercise is named: write its number in quotes: `check("01.1", answer)`',
        ),
        (
            (2.3, np.mean),
            '? No exercise is named: write its number in quotes: `check("02.3", answer)',
        ),
        (
            (0.37, "1.2"),
            '? The other way round: first the exercise, as in `check("01.2", answer)`.',
        ),
        (
            (0.37, "one-nat"),
            '? The other way round: first the exercise, as in `check("01.1", answer)`.',
        ),
        ((np.mean, "01.5"), '? The other way round: first the exercise, as in `check("01.5", answ'),
    ],
)
def test_a_wrong_name_is_corrected(said, arguments, text):
    assert said(*arguments).startswith(text)


# --- The answer ---------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [..., [..., ...], (0.5, ...)])
def test_an_unanswered_exercise_says_one_calm_line(said, answer, path):
    text = "… Exercise 1.1: put your answer in place of the three dots, and run the cell again."
    assert said("01.1", answer) == said("01.1") == text
    assert not path.exists()


def test_an_unanswered_exercise_is_not_even_declared():
    def declare(e):
        raise AssertionError

    assert judge(Exercise("slow", Value, declare, "01.1"), ...).status == "unanswered"


def test_a_function_that_still_returns_the_dots_is_unanswered():
    verdict = judge(FIX_IT, lambda y, p: ...)
    assert verdict.status == "unanswered"


def test_what_cannot_be_judged_brings_no_hint(said):
    assert said("01.1", "0.37") == (
        "? Exercise 1.1: Your answer is text: write the number itself, without quotes."
    )
    assert said("01.5", 0.37).startswith("? Exercise 1.5: A function is asked for")
    assert said("01.1", Hostile()) == "? Not checked: looking at this answer raised OSError."
    assert said("01.1", 0.63).endswith('For the next hint: `hint("01.1")`')  # it was the first


def test_each_further_wrong_answer_brings_a_further_hint(said, monkeypatch):
    monkeypatch.chdir(Path(__file__).parents[2] / "notebooks")
    where, what = ONE_NAT.sheet.hints
    link = "Solution: solutions/01_score_one_prediction.ipynb"
    first, second, third, fourth = (said("01.1", 0.63) for _ in range(4))
    assert first.startswith("✗ Exercise 1.1, not yet: That is 1 − p")
    more = 'For the next hint: `hint("01.1")`'
    assert first.endswith(f"Where to look: {where} {more}")
    assert second.endswith(f"What to do: {what} {more}")
    assert third == fourth
    assert third.endswith(f"so p itself sets the loss. {link}")
    assert what not in third
    assert f" Where to look: {WEEK.sheet.hints[0]} " in said("01.2", 1)


def test_no_link_leads_to_a_solution_that_is_not_there(said, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # as in a course that was built without solutions
    _, _, third = (said("01.1", 0.63) for _ in range(3))
    assert third.endswith(f"The solution, `{ONE_NAT.solution}`, is not beside this notebook.")


def test_an_overflow_in_a_judgement_is_silent():
    doubled = a_judged_value(lambda x: "Less." * bool(10 * np.float64(x) >= 1))
    assert judge(doubled, 1e308).body == "Less."


def test_several_mistakes_that_fit_are_all_told():
    def exercise(count):
        return a_value(1.0, *((f"wrong-{i}", 2.0, f"Number {i}.") for i in range(count)))

    both = "known mistakes give exactly this, and the check cannot tell which: (1) Number 0. (2)"
    assert judge(exercise(1), 2).body == "Number 0."
    assert judge(exercise(2), 2).body == f"Two {both} Number 1."
    assert judge(exercise(9), 2).body == f"Three {both} Number 1. (3) Number 2."
    assert judge(exercise(2), 3).body == "Your answer is too large, by less than a factor of ten."


def test_an_answer_of_many_right_ones_is_judged_by_what_it_does():
    assert judge(CLIP, 2.23e-16).status == "right"
    assert "would cost 34.54 nats" in judge(CLIP, 1.001e-15).body
    assert "Without a clip" in judge(CLIP, 0).body
    assert "a small positive number" in judge(CLIP, -3).body
    assert "shape (2,)" in judge(CLIP, [1, 2]).body


def test_an_error_of_the_packages_own_is_told_as_a_sentence():
    exercise = a_judged_value(lambda p: "No." * (binary_cross_entropy(1, p) >= 1), right=0.5)
    assert judge(exercise, 0.5).status == "right"
    verdict = judge(exercise, 1.5)
    assert verdict.status == "unclear"
    assert verdict.body.startswith("y_proba is 1.5, not a probability")


def test_a_right_function_may_print(said):
    def fixed(y, p):
        print("busy")
        return right(y, p)

    text = said("01.5", fixed)
    assert text.startswith("✓")
    assert text.endswith("(It prints, too: it need not.)")
    assert "busy" not in text


def test_a_wrong_function_hears_its_smallest_failure_and_its_mistake(said):
    def published(y, p):
        return -np.sum(np.where(y == 1, np.log(1 - p), np.log(p)))

    text = said("01.5", published)
    assert "`published(np.array([1]), np.array([0.9]))` gives 2.303; right is 0.1054." in text
    assert "branches are swapped" in text
    assert "And: that is the sum" in text


def test_what_was_not_judged_is_no_wrong_answer(said, monkeypatch):
    finding = counterexample.Finding("It had not ended.", unjudged=True)
    monkeypatch.setattr(counterexample, "examine", lambda *arguments, **options: finding)
    assert said("01.5", binary_cross_entropy) == "? Exercise 1.5, not checked: It had not ended."
    (turn,) = turns.at("fix-it")
    assert (turn.verdict, turn.is_try, turn.hint) == ("unclear", False, 0)


def test_checks_at_once_leave_everything_as_it_was(said):
    before = (sys.stdout, sys.stderr, input, threading.Thread.start, sys.setrecursionlimit)
    threads = [threading.Thread(target=judge, args=(ONE_NAT, 0.37)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert before == (sys.stdout, sys.stderr, input, threading.Thread.start, sys.setrecursionlimit)


def test_no_check_begins_while_another_goes_on():
    began = []

    def other():
        with _aside.alone():
            began.append(True)

    thread = threading.Thread(target=other)
    with _aside.taken(_aside.Sink(), lambda: True):
        thread.start()
        thread.join(0.01)
        assert not began
    thread.join()
    assert began


def test_a_check_that_waits_for_another_loses_no_time(monkeypatch, clock):

    class AfterAnother(contextlib.nullcontext):
        def __enter__(self):
            clock.wait(2 * 600.0)

    monkeypatch.setattr(_aside, "_alone", AfterAnother())
    assert judge(ONE_NAT, 0.37).status == "right"


def test_an_answer_may_check_another():
    inner = []

    def outer(y, p):
        inner.append(judge(ONE_NAT, 0.37).status)
        return right(y, p)

    assert judge(FIX_IT, outer, seconds=600.0).status == "right"
    assert set(inner) == {"right"}


@pytest.mark.usefixtures("patient")
def test_a_function_that_loops_for_ever_is_stopped(said, clock):
    def endless(y, p):
        while True:
            clock.wait(1.0)

    assert "`endless(np.array([1]), np.array([0.9]))` had not ended after 600 seconds" in said(
        "01.5", endless
    )


# --- As text and as HTML ------------------------------------------------------------------

VERDICT = Verdict(
    "wrong", "Exercise 1.1, not yet", "5 < `a & b` *twice* " + "word " * 30, "Hint.", "x"
)


def test_text_is_wrapped_and_indented():
    lines = repr(VERDICT).splitlines()
    assert lines[0].startswith("✗ Exercise 1.1, not yet: 5 < `a & b` *twice*")
    assert lines[-2:] == ["  Hint.", "  Solution: x"]
    assert all(line.startswith("  ") for line in lines[1:])
    assert max(map(len, lines)) <= 90


def test_html_is_escaped_well_formed_and_needs_no_colour():
    made = VERDICT._repr_html_()
    assert "✗ Exercise 1.1, not yet:" in made
    assert "5 &lt; <code>a &amp; b</code> <em>twice</em>" in made
    assert 'href="x">x</a>' in made
    assert re.search(r'role="status"', made)
    # The page's own colours, in light and in dark.
    assert not re.search(r"[^-]color: (?!inherit)|background", made)
    open_tags = []
    parser = html.parser.HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tag == "br" or open_tags.append(tag)
    parser.handle_endtag = lambda tag: tag == open_tags.pop() or pytest.fail(tag)
    parser.feed(made)
    assert not open_tags


def test_every_status_has_a_sign_and_a_stripe_of_its_own():
    statuses = ("right", "close", "wrong", "unanswered", "unclear")
    made = [Verdict(status, "Head", "Body.") for status in statuses]
    assert len({repr(verdict)[0] for verdict in made}) == 5
    assert len({verdict._repr_html_().split(";")[0] for verdict in made}) == 5
    assert all("Solution" not in text for v in made for text in (repr(v), v._repr_html_()))

"""What an answer returns or raises is read within the limit, and told in a sentence."""

import itertools

import numpy as np
import pytest

from bce_lessons.answers import reading
from bce_lessons.answers.judge import judge
from bce_lessons.answers.sandbox import Raised, call
from bce_lessons.practice import check, checking
from tests.answers.endless import FIX_IT, ONE_NAT, PLENTY, evil, made, raising, right, timed

RETURNED = [
    evil("__array__"),
    evil("__getattribute__"),
    evil("__getattr__"),
    evil("__float__", base=float),
    evil("__len__", base=list),
    evil("__iter__", "__len__", base=list),
    type("Evil", (), {"__class__": property(timed)}),
    type("Evil", (), {"size": property(timed)}),
]


def said(answer, exercise=FIX_IT):
    return judge(exercise, answer, seconds=PLENTY).body


@pytest.mark.usefixtures("clock", "patient")
@pytest.mark.parametrize("kind", RETURNED[:-1])
def test_what_a_function_returns_is_read_within_the_limit(kind):
    text = said(lambda y, p: made(kind))
    assert text.startswith("`answer(np.array([1]), np.array([0.9]))` had not ended after 600")


@pytest.mark.usefixtures("clock", "patient")
@pytest.mark.parametrize("kind", RETURNED[:4])
def test_an_answer_itself_is_read_within_the_limit(kind):
    verdict = judge(ONE_NAT, made(kind), seconds=PLENTY)
    assert verdict.status == "unclear"
    assert verdict.body.startswith("reading this answer had not ended after 600 seconds. Give pl")


@pytest.mark.usefixtures("clock", "patient")
def test_a_function_is_looked_at_within_the_limit():
    nameless = type("Evil", (), {"__call__": right, "__name__": property(timed)})()
    assert said(nameless).startswith("reading this answer had not ended")
    signed = type("Evil", (), {"__call__": right, "__signature__": property(timed)})()
    assert said(signed).startswith("reading this answer had not ended")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((1.0 for _ in itertools.count()), "is of type `generator`"),
        (itertools.count(), "is of type `count`"),
        (evil("__str__", "__repr__", "__format__", "__eq__", "__hash__")(), "is of type `Evil`"),
        (range(10**12), "holds 1,000,000,000,000 numbers, far more than are asked for."),
        (range(10**30), "cannot be read as numbers: "),
        ([[0] * 1_000] * 10**6, "holds 1,000,000,000 numbers, far more"),
        (np.broadcast_to(1.0, (10**4, 10**4)), "holds 100,000,000 numbers, far more"),
        ("x" * 10**7, "is text"),
    ],
)
def test_what_is_endless_or_huge_is_told_as_such(value, text):
    for exercise, answer in ((ONE_NAT, value), (FIX_IT, lambda y, p: value)):
        verdict = judge(exercise, answer, seconds=PLENTY)
        assert text in verdict.body
        assert len(verdict.body) < 400


def test_a_list_in_a_list_without_end_is_no_number():
    nested = []
    for _ in range(100_000):
        nested = [nested]
    nested[0] = nested
    assert "cannot be read as numbers" in reading.read(nested)
    itself = []
    itself.append(itself)
    assert not reading.read(itself).endswith(".")  # the sentence has one


def test_an_array_that_turns_out_huge_is_not_kept():
    class Huge:
        def __array__(self, *arguments, **options):
            return np.broadcast_to(1.0, (10**4, 10**4))

    assert reading.read(Huge()) == "holds 100,000,000 numbers, far more than are asked for"


def test_a_sentence_on_what_cannot_be_read_is_short():
    kind = type("x" * 10_000, (), {})
    assert len(reading.read(kind())) < 320


def test_what_is_read_is_an_array_of_its_own():
    theirs = np.array([1.0, 2.0])
    mine = reading.read(theirs)
    theirs[0] = 3.0
    assert mine[0] == 1.0
    assert type(reading.read(theirs.view(type("Sub", (np.ndarray,), {})))) is np.ndarray


@pytest.mark.usefixtures("clock", "patient")
def test_an_error_is_read_within_the_limit():
    error = type("Evil", (Exception,), {"__str__": timed})()
    assert "had not ended" in said(raising(error))


def test_an_error_comes_out_as_plain_text():
    silent = type("Silent", (Exception,), {"__str__": raising(KeyboardInterrupt())})()
    deep = type("Deep", (RecursionError,), {})("x")
    outcomes = [
        call(raising(error), (), PLENTY) for error in (silent, deep, ValueError("x" * 9999))
    ]
    assert [outcome.error.name for outcome in outcomes] == [
        "Silent",
        "RecursionError",
        "ValueError",
    ]
    assert outcomes[0].error == Raised("Silent")
    assert len(outcomes[2].error.said) == 1_000


def test_too_little_memory_is_told_in_a_sentence():
    assert "asks for more memory than there is" in said(raising(MemoryError()))


@pytest.mark.usefixtures("clock", "patient")
def test_changed_arguments_are_compared_within_the_limit():
    for method in ("__eq__", "__ne__"):
        outcome = call(lambda a, m=method: a.append(evil(m)()), ([],), PLENTY)
        assert outcome.changed == 0
    outcome = call(lambda a: a.__setitem__(0, evil("__eq__")()), ([1],), PLENTY)
    assert not outcome.ended


def test_arguments_that_cannot_be_compared_are_changed_ones():
    other = type("Other", (), {"__eq__": raising(SystemExit(1))})()
    assert call(lambda a: a.__setitem__(0, other), ([1],), PLENTY).changed == 0


def test_the_name_of_an_exercise_may_be_anything(capsys):
    class Hostile:
        @property
        def __class__(self):
            raise KeyboardInterrupt

    check(Hostile(), 0.37)
    assert capsys.readouterr().out.startswith("? No exercise is named")


def test_what_no_one_has_thought_of_is_told_in_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(checking, "judge", raising(OSError("disk")))
    check("01.1", 0.37)
    assert capsys.readouterr().out == "? Not checked: looking at this answer raised OSError.\n"

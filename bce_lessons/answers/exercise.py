"""What an exercise is: a slug, and a declaration of what is right, what is wrong, what to say.

There are three kinds, each declared in one function that runs when the exercise is first checked:
a `value`, a `judged` value of which many are right, and a `function`. The
package's docstring shows how.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from bce_lessons._coercion import FloatArray
from bce_lessons.answers.compare import Known
from bce_lessons.answers.trial import Callee, Trial
from bce_lessons.answers.usual import USUAL

__all__ = [
    "Exercise",
    "Function",
    "Judged",
    "Mistake",
    "Sheet",
    "Trial",
    "Value",
    "WrongFunction",
    "WrongValue",
    "function",
    "judged",
    "value",
]

_SLUG = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*")
_ENTRY = re.compile(r"([a-z0-9., -]+): (.+)", re.DOTALL)
_WORDS = ("look", "do", "note")  # what a text says beside the mistakes

Gives = TypeVar("Gives")


@dataclass(frozen=True, eq=False)
class Mistake(Generic[Gives]):
    """A known mistake: what it gives, and what to say to the learner who gave it.

    Attributes
    ----------
    slug : str
        Its name, which stays when the sentence and the number of the exercise change.
    gives : Known or callable
        The wrong value, or the wrong function.
    says : str
        One or two calm sentences on the answer, true whatever the learner did to get it: "That is
        the sum; the mean divides it by the number of predictions."
    """

    slug: str
    gives: Gives
    says: str


WrongValue = Mistake[Known]
WrongFunction = Mistake[Callee]


class Sheet(Generic[Gives]):
    """What a declaration writes down of an exercise of any kind.

    Attributes
    ----------
    rights : tuple
        The right answer, and a right one written another way: the tests give both to the check.
    asked : str
        What to give, its shape and its unit, in the words of the exercise's text: "one number, in
        nats, to two decimals".
    mistakes : tuple of Mistake
        The known mistakes, in the order in which they are told.
    hints : tuple of two str
        Where to look, and then what to do.
    note : str
        One thing worth knowing, told after a right answer.
    """

    def __init__(self) -> None:
        self.rights: tuple[Any, Any] = (None, None)
        self._gives: dict[str, Gives] = {}
        self._said: dict[str, str] = {}
        self.mistakes: tuple[Mistake[Gives], ...] = ()
        self.asked = ""

    def asks(self, what: str) -> None:
        """Say what to give, and in which unit, in words that stand in the exercise's text."""
        self.asked = what

    def wrongs(self, mistakes: Iterable[Mistake[Gives]]) -> None:
        """Add known mistakes that are made already, such as a family."""
        for mistake in mistakes:
            self._add(mistake.slug, mistake.gives, mistake.says)

    def says(self, text: str) -> None:
        """Say it in words: an entry each for the mistakes, `look`, `do` and `note`.

        An entry is one or more slugs, a colon, and the sentences; where it goes on in a further
        line, that is indented. `look` and `do` are the two hints.
        """
        entries = re.split(r"\n(?=\S)", textwrap.dedent(text).strip())
        for entry in entries:
            found = _ENTRY.fullmatch(" ".join(entry.split()))
            if not found:
                raise ValueError(f"write 'slug: sentence', not {entry!r}")
            for slug in found[1].split(", "):
                self._say(slug, found[2])

    def finish(self) -> None:
        """Match mistakes and sentences; refuse a sheet with something left out."""
        left_out = [slug for slug in (*self._gives, *_WORDS) if slug not in self._said]
        if left_out:
            raise ValueError(f"nothing is said of {', '.join(left_out)}")
        unknown = [slug for slug in self._said if slug not in (*self._gives, *_WORDS)]
        if unknown:
            raise ValueError(f"no mistake is called {', '.join(unknown)}")
        if missing := self.missing():
            raise ValueError(missing)
        made = [Mistake(slug, gives, self._said[slug]) for slug, gives in self._gives.items()]
        self.mistakes = tuple(made)

    def missing(self) -> str:
        """Say what is still to be declared, or nothing."""
        return "no answer is right: call `right`" if self.rights[0] is None else ""

    @property
    def hints(self) -> tuple[str, str]:
        """Where to look, and what to do."""
        return self._said["look"], self._said["do"]

    @property
    def note(self) -> str:
        """One thing worth knowing."""
        return self._said["note"]

    def _add(self, slug: str, gives: Gives, says: str) -> None:
        if not _SLUG.fullmatch(slug) or slug in _WORDS:
            raise ValueError(f"a mistake is called {slug!r}: use small letters, digits and '-'")
        if slug in self._gives:
            raise ValueError(f"two mistakes are called {slug}")
        self._gives[slug] = gives
        if says:
            self._say(slug, says)

    def _say(self, slug: str, says: str) -> None:
        if slug in self._said:
            raise ValueError(f"{slug} is said twice")
        self._said[slug] = says


class Value(Sheet[Known]):
    """An exercise that asks for a number or an array.

    Attributes
    ----------
    decimals : int, optional
        How many the exercise asks for. Otherwise every right rounding to four digits will do.
    told : callable
        Of a wrong answer of any shape, which no known mistake gives: a sentence on it, or nothing.
    """

    told: Callable[[FloatArray], str] = staticmethod(lambda answer: "")

    def __init__(self, decimals: int | None = None) -> None:
        super().__init__()
        self.decimals = decimals

    def right(self, answer: ArrayLike, *, again: ArrayLike) -> None:
        """Set the right number or array, and the same written another way."""
        self.rights = (answer, again)

    @cached_property
    def answer(self) -> Known:
        """The right number or array."""
        return Known(self.rights[0])

    def wrong(self, slug: str, gives: ArrayLike, says: str = "") -> None:
        """Add a known mistake: what it gives, and what to say, unless `says` says it."""
        self._add(slug, Known(gives), says)

    def tell(self, told: Callable[[FloatArray], str]) -> Callable[[FloatArray], str]:
        """Set what is told of answers that no single number catches, as a decorator."""
        self.told = told
        return told

    def usual(self, *slugs: str) -> None:
        """Add what is often made of a right number: its names are in `usual.USUAL`."""
        for slug in slugs:
            if slug not in USUAL:
                raise ValueError(f"{slug} is not usual; {', '.join(USUAL)} are")
            says, made = USUAL[slug]
            self.wrong(slug, made(self.answer.value), says)


class Judged(Value):
    """An exercise of which many values are right: a function judges what an answer does.

    Attributes
    ----------
    fault : callable
        Of an answer (a float or an array): a sentence, with computed numbers, on what it does
        instead; empty, if it is right.
    """

    fault: Callable[[Any], str]

    def judge(self, fault: Callable[[Any], str]) -> Callable[[Any], str]:
        """Set what judges an answer, as a decorator."""
        self.fault = fault
        return fault

    def missing(self) -> str:
        """Say what is still to be declared, or nothing."""
        unjudged = "" if hasattr(self, "fault") else "nothing judges an answer: use `@e.judge`"
        return super().missing() or unjudged


class Function(Sheet[Callee]):
    """An exercise that asks for a function, which is tried against the right one.

    Attributes
    ----------
    trials : tuple of Trial
        The inputs, in this order: the smallest and plainest first, then the edges, then drawn ones.
    cases : int
        How many of them are not drawn.
    promised : callable
        Of the arguments: whether they are such as the exercise's text promises.
    banned : tuple of callable
        What the exercise asks to do without.
    """

    def __init__(self) -> None:
        super().__init__()
        self.trials: tuple[Trial, ...] = ()
        self.cases = 0
        self.promised: Callable[..., bool] = lambda *arguments: True
        self.banned: tuple[Callee, ...] = ()

    def promises(self, promised: Callable[..., bool]) -> None:
        """Set what tells of arguments whether they are such as the exercise's text promises.

        A smaller input on which a function fails is looked for among these alone.
        """
        self.promised = promised

    def without(self, *functions: Callee) -> None:
        """Set which functions a right answer does not use, as the exercise's text says."""
        self.banned = functions

    def right(self, answer: Callee, *, again: Callee) -> None:
        """Set the right function, and another one that gives the same."""
        self.rights = (answer, again)

    def wrong(self, slug: str, gives: Callee, says: str = "") -> None:
        """Add a known mistake: a wrong function, and what to say, unless `says` says it."""
        self._add(slug, gives, says)

    def tried_on(
        self,
        cases: Sequence[tuple[Any, ...]],
        draw: Callable[[np.random.Generator], tuple[Any, ...]],
        count: int = 30,
    ) -> None:
        """Set the arguments of one call each, and what draws those of so many further calls."""
        rng = np.random.default_rng(0)
        inputs = [*cases, *(draw(rng) for _ in range(count))]
        self.trials, self.cases = tuple(map(Trial, inputs)), len(cases)

    def missing(self) -> str:
        """Say what is still to be declared, or nothing."""
        if not self.trials:
            return super().missing() or "there is nothing to try it on: call `tried_on`"
        kept = [self.promised(*trial.arguments) for trial in self.trials]
        broken = "" if all(kept) else f"input {kept.index(False)} is not what `promises` promises"
        return super().missing() or broken


Kind = TypeVar("Kind", bound=Sheet[Any])


@dataclass(frozen=True)
class Exercise(Generic[Kind]):
    """An exercise of the course, as one of the three decorators makes it.

    Attributes
    ----------
    slug : str
        Its name, which stays when lessons and exercises are renumbered.
    blank : callable
        Of nothing: a sheet of its kind with nothing on it yet.
    declare : callable
        Of that sheet: writes everything down.
    number : str
        Lesson and number, "04.2", which `catalogue` counts; empty if the course leaves it out.
    solution : str
        The notebook that solves it, as seen from its lesson, with forward slashes.
    """

    slug: str
    blank: Callable[[], Kind]
    declare: Callable[[Kind], None]
    number: str = ""
    solution: str = ""

    @cached_property
    def sheet(self) -> Kind:
        """What is declared of it; that may be slow, and is done once."""
        sheet = self.blank()
        try:
            with np.errstate(all="ignore"):
                self.declare(sheet)
            sheet.finish()
        except ValueError as error:
            error.add_note(f"in the exercise {self.slug}")
            raise
        return sheet

    @property
    def title(self) -> str:
        """Its name as the heading has it: "Exercise 4.2", or its slug if it is left out."""
        return f"Exercise {self.number.lstrip('0') or f'“{self.slug}”'}"


def value(
    slug: str, *, decimals: int | None = None
) -> Callable[[Callable[[Value], None]], Exercise[Value]]:
    """Declare an exercise that asks for a number or an array, to so many `decimals`."""
    return lambda declare: Exercise(slug, lambda: Value(decimals), declare)


def judged(slug: str) -> Callable[[Callable[[Judged], None]], Exercise[Judged]]:
    """Declare an exercise that asks for one of many right values."""
    return lambda declare: Exercise(slug, Judged, declare)


def function(slug: str) -> Callable[[Callable[[Function], None]], Exercise[Function]]:
    """Declare an exercise that asks for a function."""
    return lambda declare: Exercise(slug, Function, declare)

"""What the learner's own forecasts are worth, in the loss that the course is about.

`my_forecasts` reads the answers and lets the catalogue compute what happened. Only the first
answer to a question counts: who has seen the outcome no longer forecasts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from textwrap import fill, indent

import numpy as np
from numpy.typing import NDArray

from bce_lessons import _options as options
from bce_lessons._frozen import Frozen
from bce_lessons._validation import FloatArray
from bce_lessons.answers import place, records
from bce_lessons.answers.records import Answer
from bce_lessons.information import binary_entropy, surprisal
from bce_lessons.lessons import catalogue
from bce_lessons.losses import binary_cross_entropy

__all__ = ["SAMPLE", "Confidence", "Forecasts", "Scores", "my_forecasts", "outcome"]

# Two dozen first answers to questions of seven lessons, and two later ones: made up, of somebody
# who is right a little more often than not and too sure of it. They show what the figures look
# like before there are answers of one's own.
SAMPLE = (
    ("ninety-percent", 0.90),
    ("two-falls", 0.80),
    ("four-of-five", 0.15),
    ("opposite", 0.30),
    ("two-products", 0.90),
    ("base-rate", 0.85),
    ("halving", 0.40),
    ("gradient-vanishes", 0.95),
    ("honest-square", 0.75),
    ("wild-label", 0.25),
    ("one-answer", 0.03),
    ("two-points", 0.80),
    ("steeper", 0.90),
    ("mask", 0.97),
    ("other-column", 0.97),
    ("runaway", 0.85),
    ("reckless", 0.20),
    ("shift", 0.90),
    ("clip", 0.70),
    ("logit-noise", 0.95),
    ("coin", 0.10),
    ("straight-cut", 0.08),
    ("worse-than-nothing", 0.97),
    ("turn", 0.85),
    ("mask", 0.05),
    ("gradient-vanishes", 0.30),
)

ENOUGH = 8  # answers before anybody is called over- or underconfident


@dataclass(frozen=True, repr=False)
class Scores:
    """A mean loss beside what it should be compared with, all in nats.

    Attributes
    ----------
    yours : float
        The mean loss of the forecasts.
    base_rate : float
        What always saying the share of statements that came true would have cost. That share is
        known only afterwards: a hard mark to beat.
    coin : float
        What always saying one half costs: log 2, or one bit.
    """

    yours: float
    base_rate: float
    coin: float

    def __repr__(self) -> str:
        rows = ((f"{name:10}", getattr(self, name)) for name in ("yours", "base_rate", "coin"))
        lines = [
            f"{name.replace('_', ' ')}{nats:6.3f} nats {nats / np.log(2):7.3f} bits"
            for name, nats in rows
        ]
        return "\n".join(lines)


@dataclass(frozen=True, repr=False)
class Confidence:
    """How often somebody was right, and how often she would be right if she were calibrated.

    Attributes
    ----------
    n : int
        The forecasts that take a side: all but those of exactly one half.
    right : int
        How many of them took the right side.
    expected : float
        How many were to be expected: the sum of the probabilities given to the sides taken.
    low, high : int
        If every forecast is the true probability, the number that are right lies from `low` to
        `high` with a probability of at least 95 %.
    """

    n: int
    right: int
    expected: float
    low: int
    high: int

    @property
    def verdict(self) -> str:
        """Whether that shows over- or underconfidence: "over", "under", "none" or "too few".

        Fewer than eight are too few, and so is any number of which no result would be surprising.
        By chance, a calibrated forecaster is called "over" or "under" in at most 5 % of cases.
        """
        if self.n < ENOUGH or (self.low == 0 and self.high == self.n):
            return "too few"
        if self.low <= self.right <= self.high:
            return "none"
        return "over" if self.right < self.low else "under"

    def __repr__(self) -> str:
        begin = {
            "over": "Overconfident",
            "under": "Underconfident",
            "none": f"No sign of over- or underconfidence in {self.n} answers",
            "too few": "Too few answers to tell over- from underconfidence",
        }[self.verdict]
        if not self.n:
            return f"{begin}: no forecast takes a side."
        times = f"{self.low} to {self.high} times" if self.low < self.high else _times(self.low)
        end = " A smaller fault could hide in that range." if self.verdict == "none" else ""
        return (
            f"{begin}: {self.right} of {self.n} right.\nCalibrated forecasts, as sure as these, "
            f"are right {times} (95 %), {self.expected:.1f} on average.{end}"
        )


@dataclass(frozen=True, eq=False, repr=False)
class Forecasts(Frozen):
    """Forecasts and what happened; `my_forecasts` returns the learner's own.

    Attributes
    ----------
    questions : tuple of str, length n
        The questions' ids.
    forecasts : ndarray of float64, shape (n,)
        The probability that was given to each statement.
    outcomes : ndarray of int64, shape (n,)
        1 where the statement is true, else 0.
    is_sample : bool
        Whether these are the course's sample answers, for want of the learner's own.
    practice : mapping of str to tuple of float
        The later forecasts of questions that were answered again. They are not scored.
    notes : tuple of str
        A sentence on each trouble in reading the answers.
    """

    questions: tuple[str, ...]
    forecasts: FloatArray
    outcomes: NDArray[np.int64]
    is_sample: bool = False
    practice: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.questions)

    def __repr__(self) -> str:
        whose = "Sample answers, not yours" if self.is_sample else "Your answers"
        n = "1 forecast" if len(self) == 1 else f"{len(self)} forecasts"
        mean = binary_cross_entropy(self.outcomes, self.forecasts)
        head = f"{whose}: {n}, mean loss {mean:.3f} nats"
        rows = zip(self.questions, self.forecasts, self.outcomes, self.losses, strict=True)
        width = max(map(len, self.questions))
        lines = [
            f"{question:{width}} {100 * p:5.3g} %  {'true ' if y else 'false'} {loss:6.3f} nats"
            for question, p, y, loss in rows
        ]
        return "\n".join([head, *lines, *self.notes])

    @property
    def losses(self) -> FloatArray:
        """What each forecast cost, in nats."""
        return binary_cross_entropy(self.outcomes, self.forecasts, reduction="none")

    def scores(self) -> Scores:
        """Compare the mean loss with the base rate's and the coin's.

        Examples
        --------
        >>> my_forecasts().scores()
        yours      0.770 nats   1.111 bits
        base rate  0.693 nats   1.000 bits
        coin       0.693 nats   1.000 bits
        """
        return Scores(
            yours=binary_cross_entropy(self.outcomes, self.forecasts),
            base_rate=float(binary_entropy(float(self.outcomes.mean()))),
            coin=float(surprisal(0.5)),
        )

    def costliest(self, k: int = 3) -> Forecasts:
        """Return the `k` forecasts that cost most, the most expensive first.

        Examples
        --------
        >>> my_forecasts().costliest(2).losses.round(3)
        array([3.507, 2.996])
        """
        k = options.whole("k", k)
        first = np.argsort(-self.losses, kind="stable")[:k]
        return Forecasts(
            tuple(self.questions[i] for i in first),
            self.forecasts[first],
            self.outcomes[first],
            self.is_sample,
        )

    def reasons(self) -> str:
        """Return each statement, and below it why it is true or false.

        Examples
        --------
        >>> print(my_forecasts().costliest(1).reasons())
        In scikit-learn's iris table, the mask iris.target == "setosa" is true for 50 of the 150
        flowers.
            The target holds the numbers 0, 1 and 2, and a number never equals a name, so the
            mask is false everywhere; the comparison does not complain.
        """
        found = [catalogue.question(name) for name in self.questions]
        return "\n\n".join(
            fill(one.statement, 88) + "\n" + indent(fill(one.why, 84), "    ")
            for one in found
            if one
        )

    @np.errstate(all="ignore")
    def confidence(self) -> Confidence:
        """Compare how often the side taken was right with how sure the forecasts were.

        Notes
        -----
        Exact for any number of answers: if each forecast is the true probability, and statements
        are independent, the number of right ones is a sum of Bernoulli variables, whose
        distribution is computed by convolution.

        Examples
        --------
        >>> my_forecasts().confidence()
        Overconfident: 16 of 24 right.
        Calibrated forecasts, as sure as these, are right 17 to 23 times (95 %), 20.5 on average.
        """
        sided = self.forecasts != 0.5
        p, y = self.forecasts[sided], self.outcomes[sided]
        sure, right = np.maximum(p, 1 - p), (p > 0.5) == (y == 1)
        chances = np.ones(1)
        for chance in sure:
            chances = np.convolve(chances, [1 - chance, chance])
        low, high = np.searchsorted(np.cumsum(chances), [0.025, 0.975])
        return Confidence(len(p), int(right.sum()), float(sure.sum()), int(low), int(high))


def my_forecasts(path: Path | str | None = None) -> Forecasts:
    """Return the learner's first forecasts with what happened, or a sample if there are none.

    Parameters
    ----------
    path : path-like, optional
        Another file of answers, such as `export` makes.

    Returns
    -------
    Forecasts
        In the order of the answers, whatever learners' random ids these have. Without any, the
        course's sample: its `is_sample` is True, and whatever it prints says so.

    Raises
    ------
    FileNotFoundError
        If `path` names no file.

    Examples
    --------
    >>> mine = my_forecasts()
    >>> len(mine), mine.is_sample
    (24, True)
    >>> from bce_lessons.practice import ask
    >>> _ = ask("coin", 0.25)
    >>> print(my_forecasts())  # doctest: +ELLIPSIS
    Your answers: 1 forecast, mean loss 0.288 nats
    ...coin    25 %  false  0.288 nats
    """
    if path is not None and not place.is_file(place.given(path, "path")):
        raise FileNotFoundError(
            f"path is {place.shortened(repr(str(path)))}, where there is no file: name another"
        )
    found = records.read(path)
    known = with_ids(found.answers)
    unknown = len(found.answers) - len(known)
    notes = found.notes
    if unknown:
        notes += (f"Left out, for their questions are unknown to this version: {unknown:,}.",)
    if known:
        return _scored(known, notes)
    sample = [Answer(str(i), "sample", "", *pair) for i, pair in enumerate(SAMPLE)]
    return _scored(with_ids(sample), notes, is_sample=True)


@cache
@np.errstate(all="ignore")
def outcome(question: str) -> bool:
    """Compute whether a question's statement is true; once, for outcomes don't change."""
    found = catalogue.question(question)
    return bool(found and found.outcome())


def with_ids(answers: Iterable[Answer]) -> list[Answer]:
    """Return the answers to known questions, under the identifiers that these have today."""
    found = [(answer, catalogue.question(answer.question)) for answer in answers]
    return [replace(answer, question=known.id) for answer, known in found if known]


def _scored(
    answers: Iterable[Answer], notes: tuple[str, ...], *, is_sample: bool = False
) -> Forecasts:
    """Part the answers into the first ones and the others, and look up what happened."""
    answers = list(answers)
    first = records.first_answers(answers)
    practice: dict[str, list[float]] = {}
    for answer in records.practice_answers(answers):
        practice.setdefault(answer.question, []).append(answer.forecast)
    return Forecasts(
        questions=tuple(first),
        forecasts=np.array([answer.forecast for answer in first.values()]),
        outcomes=np.array([outcome(question) for question in first], dtype=np.int64),
        is_sample=is_sample,
        practice={question: tuple(later) for question, later in practice.items()},
        notes=notes,
    )


def _times(n: int) -> str:
    return "1 time" if n == 1 else f"{n} times"

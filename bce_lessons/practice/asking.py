"""Ask for a probability first; then say what happened and what the forecast cost."""

from __future__ import annotations

import difflib
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any, overload

import anywidget
import traitlets as t

from bce_lessons import _options as options
from bce_lessons.answers import records
from bce_lessons.answers.question import Question
from bce_lessons.information import surprisal
from bce_lessons.lessons import catalogue
from bce_lessons.losses import binary_cross_entropy

__all__ = ["Asked", "Reply", "ask"]

STATIC = Path(__file__).parent / "static"
ROUNDING = 1e-7  # of a forecast in float32
SURELY = 0.01, 0.99  # the slider's ends: nobody is surer, and no answer costs infinitely much
COLUMNS = 84
SHOWN_PRICES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Reply:
    """What a forecast came to; it prints as a few sentences.

    Attributes
    ----------
    question : Question
        What was asked.
    forecast : float
        The probability given to the statement.
    outcome : bool
        Whether the statement is true, as computed.
    counted : float
        The first forecast for this question: the one that counts.
    practice : bool
        Whether there was an earlier forecast, so that this one doesn't count.
    note : str
        Empty, or a sentence on trouble with saving the answer.
    """

    question: Question
    forecast: float
    outcome: bool
    counted: float
    practice: bool = False
    note: str = ""

    @property
    def nats(self) -> float:
        """The cost of the forecast: its binary cross-entropy."""
        return binary_cross_entropy(self.outcome, self.forecast)

    @property
    def bits(self) -> float:
        """The cost in bits, where a coin's 50 % costs one."""
        return self.nats / surprisal(0.5)

    @property
    def verdict(self) -> str:
        """Whether the statement is true, and what was said."""
        return f"{_verdict(self.outcome)} You gave it {_percent(self.forecast)}."

    @property
    def reminder(self) -> str:
        """Which answer counts, if this one is not the first."""
        first = f"your first answer, {_percent(self.counted)}, counts"
        return f"Practice: {first}." if self.practice else ""

    def __repr__(self) -> str:
        cost = f"That cost {_cost(self.nats)}; a coin's 50 % costs {_cost(surprisal(0.5))}."
        parts = [f"{self.verdict} {cost}", self.question.why, self.reminder, self.note]
        return "\n".join(_filled(part) for part in parts if part)


class Asked(anywidget.AnyWidget):
    """A question on a slider; where there is no kernel, a question and its answer to reveal."""

    _esm = STATIC / "ask.js"
    _css = STATIC / "ask.css"
    statement: Any = t.Unicode().tag(sync=True)
    reveal: Any = t.List(t.Unicode()).tag(sync=True)  # for a page with no kernel
    stakes: Any = t.List(t.Unicode()).tag(sync=True)  # a sentence for 1 %, 2 %, … 99 %
    result: Any = t.Dict().tag(sync=True)  # empty until there is an answer

    def __init__(self, question: Question) -> None:
        outcome = question.outcome()
        self._question, self._outcome = question, outcome
        super().__init__(
            statement=_unbroken(question.statement),
            reveal=[_unbroken(s) for s in (_verdict(outcome), _prices(outcome), question.why)],
            stakes=[_stakes(percent / 100) for percent in range(1, 100)],
        )
        first = records.earlier(question.slug)
        if first is not None:
            said = first.forecast
            reply = Reply(question, said, outcome, said)
            self._show(reply, "You have answered this before.")
        self.on_msg(self._hear)

    def _hear(self, _: Any, content: Any, __: Any) -> None:
        """Answer the front end: it asks whether anybody is there, and then commits a forecast."""
        if content.get("kind") == "hello":
            self.send({"kind": "alive"})
        elif content.get("kind") == "commit":
            self._show(_record(self._question, content["percent"] / 100, self._outcome))

    def _show(self, reply: Reply, reminder: str = "") -> None:
        costs = [("your forecast", reply.nats), ("a coin, 50 %", surprisal(0.5))]
        self.result = {
            "verdict": _unbroken(reply.verdict),
            "costs": [
                {"who": who, "cost": _cost(nats), "share": nats / surprisal(SURELY[0])}
                for who, nats in costs
            ],
            "why": _unbroken(reply.question.why),
            "reminder": _unbroken(reply.reminder or reminder),
            "note": reply.note,
        }

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Keep the front end's code in the state, even where defaults are dropped from a page."""
        return dict(super().get_state(key, drop_defaults=False))

    def __repr__(self) -> str:
        how = (
            f'How probable is it that this is true? In code: ask("{self._question.id}", 0.5), '
            "with your probability, 0.01 to 0.99, for 0.5."
        )
        return "\n".join(textwrap.fill(part, COLUMNS) for part in (self._question.statement, how))

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Let the text say the same whatever was answered before: notebooks compare it."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return data | {"text/plain": repr(self)}, metadata


@overload
def ask(question: str) -> Asked: ...
@overload
def ask(question: str, forecast: float) -> Reply: ...
def ask(question: str, forecast: float | None = None) -> Asked | Reply:
    """Ask how probable a statement is, then say whether it is true and what the forecast cost.

    The cost is the binary cross-entropy of the forecast: the course scores its learners by its
    own subject. The outcome is computed when you ask. The first answer to a question counts;
    later ones are kept, and shown as practice.

    Parameters
    ----------
    question : str
        The question's identifier, such as ``"03-gradient-vanishes"``; all are in `QUESTIONS`.
        Its number may be left out, or be that of an older version of the course.
    forecast : float, in [0.01, 0.99], optional
        Your probability that the statement is true. Without it a slider is shown.

    Returns
    -------
    Asked or Reply
        The slider, as the last line of a cell shows it; or, if you gave a forecast, the answer,
        with `outcome`, `nats` and `bits`.

    Raises
    ------
    ValueError
        If there is no such question, or `forecast` is no number from 0.01 to 0.99.

    Notes
    -----
    Answers are kept in a file on this machine and go nowhere else: see `export` and `forget`.

    Examples
    --------
    >>> ask("01-two-falls", 0.8)
    It is false. You gave it 80 %. That cost 1.609 nats (2.322 bits); a coin's 50 %
    costs 0.693 nats (1 bit).
    What counts is the ratio: a fall to a tenth adds log 10, and the longer fall,
    which keeps more than half of p, adds less than log 2.
    >>> ask("01-two-falls")
    For y = 1, the loss rises more as p falls from 99 % to 60 % than as p falls from
    10 % to 1 %.
    How probable is it that this is true? In code: ask("01-two-falls", 0.5), with your
    probability, 0.01 to 0.99, for 0.5.
    """
    found = _find(question)
    if forecast is None:
        return Asked(found)
    return _record(found, _checked(forecast), found.outcome())


def _record(question: Question, forecast: float, outcome: bool) -> Reply:
    """Keep an answer, and say what it came to and which one counts."""
    earlier = records.earlier(question.slug)
    note = records.append(question.slug, forecast).note
    counted = forecast if earlier is None else earlier.forecast
    return Reply(question, forecast, outcome, counted, earlier is not None, note)


def _find(name: str) -> Question:
    """Return a question, or say which identifiers come near."""
    found = catalogue.question(name) if isinstance(name, str) else None
    if found is not None:
        return found
    text = name if isinstance(name, str) else ""
    known = list(catalogue.questions())
    lesson = [one for one in known if one[:2] == text[:2]]
    near = difflib.get_close_matches(text[:100], known) or lesson or known[:3]
    said = options.shown(name)
    raise ValueError(f"question is {said}, which is unknown: did you mean {' or '.join(near)}?")


def _checked(forecast: Any) -> float:
    """Return a forecast as a float, or say how to give one."""
    try:
        value = options.number("forecast", forecast, options.FINITE)
    except (TypeError, ValueError):
        value = float("nan")
    low, high = SURELY
    if low - ROUNDING <= value <= high + ROUNDING:
        return min(max(value, low), high)
    remedy = f"give a probability from {low} to {high}"
    if isinstance(forecast, (str, bytes)):
        remedy += ", a number without quotes"
    if 1 < value < 100:
        remedy += f"; {value:g} % is {value / 100:g}: divide by 100"
    elif value in (0, 1):
        remedy += "; a certain miss would cost infinitely much"
    raise ValueError(f"forecast is {options.shown(forecast)}: {remedy}")


def _unbroken(text: str) -> str:
    """Keep lines from ending within "p = 1 %"."""
    return re.sub(" (?=[%=<>])|(?<=[=<>]) ", "\N{NO-BREAK SPACE}", text)


def _filled(text: str) -> str:
    """Break a text into lines, but none of the code in it: that is to be copied."""
    whole = re.sub("`[^`]*`", lambda code: code[0].replace(" ", "\0"), text)
    return textwrap.fill(whole, COLUMNS).replace("\0", " ")


def _verdict(outcome: bool) -> str:
    return f"It is {'true' if outcome else 'false'}."


def _percent(p: float) -> str:
    return f"{100 * p:.4g} %"


def _cost(nats: float) -> str:
    bits = nats / surprisal(0.5)
    return f"{nats:.3f} nats ({'1 bit' if bits == 1 else f'{bits:.3f} bits'})"


def _stakes(forecast: float) -> str:
    true, false = (binary_cross_entropy(outcome, forecast) for outcome in (1, 0))
    return f"{_percent(forecast)} costs {true:.2f} nats if it is true, {false:.2f} if it is false."


def _prices(outcome: bool) -> str:
    """Say what some forecasts cost, for readers whose page cannot compute."""
    prices = [
        f"{_percent(p)} costs {binary_cross_entropy(outcome, p):.2f} nats" for p in SHOWN_PRICES
    ]
    return f"As a forecast, {', '.join(prices)}."

"""A teacher's view of a class: which questions mislead, from the files that learners hand in.

Learners are random ids in these files, and are shown only to who asks for them. Everything is
read on this machine, and stays there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from bce_lessons import _options as options
from bce_lessons.answers import place, records
from bce_lessons.answers.place import shown
from bce_lessons.answers.records import Answer
from bce_lessons.information import surprisal
from bce_lessons.lessons import catalogue
from bce_lessons.links import sigmoid
from bce_lessons.losses import binary_cross_entropy
from bce_lessons.practice import _class_files
from bce_lessons.practice.scores import SAMPLE, outcome, with_ids

__all__ = ["LearnerRow", "QuestionRow", "Report", "report", "sample_class"]

QUESTION_HEAD = ("question", "answers", "mean forecast", "outcome", "right side", "loss, nats")
LEARNER_HEAD = ("learner", "file", "answers", "right side", "loss, nats")


@dataclass(frozen=True)
class QuestionRow:
    """What a class said to one question. Of few answers its means move by chance.

    Attributes
    ----------
    question : str
        The question's id.
    n : int
        How many learners answered; only the first answer of each counts.
    mean_forecast : float
        The mean probability that they gave to the statement.
    outcome : bool
        Whether the statement is true.
    hit_rate : float
        The share of forecasts on the right side of ½; one of exactly ½ counts half.
    mean_loss : float
        Their mean cross-entropy, in nats.
    """

    question: str
    n: int
    mean_forecast: float
    outcome: bool
    hit_rate: float
    mean_loss: float


@dataclass(frozen=True)
class LearnerRow:
    """One learner's answers: her random id, the file they are in, and how they fared."""

    learner: str
    file: str
    n: int
    hit_rate: float
    mean_loss: float


@dataclass(frozen=True, repr=False)
class Report:
    """A class's forecasts, question by question, the most misleading first.

    Attributes
    ----------
    rows : tuple of QuestionRow
        By falling mean loss.
    n_learners : int
        How many learners answered.
    learners : tuple of LearnerRow
        By falling mean loss; empty unless they were asked for.
    notes : tuple of str
        A sentence on each trouble, with the name of the file.
    """

    rows: tuple[QuestionRow, ...]
    n_learners: int
    learners: tuple[LearnerRow, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """Two short sentences: how much was answered, and where the class did worse than a coin."""
        if not self.rows:
            return (
                "There are no answers here yet: put the learners' files (*.jsonl) into the folder."
            )
        answers = sum(row.n for row in self.rows)
        coin = float(surprisal(0.5))
        lost = sum(row.mean_loss > coin for row in self.rows)
        learners = _count(self.n_learners, "learner")
        return (
            f"{learners}, {_count(answers, 'first answer')} to {_count(len(self.rows), 'question')}"
            f". In {lost} of them the class did worse than a coin ({coin:.3f} nats); of few "
            "answers, that may be chance."
        )

    def __repr__(self) -> str:
        parts = [self.summary, *map(_as_text, self._tables()), "\n".join(self.notes)]
        return "\n\n".join(part for part in parts if part)

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        return f"<p>{escape(self.summary)}</p>{''.join(map(_as_html, self._tables()))}{notes}"

    def _tables(self) -> Iterable[Sequence[Sequence[str]]]:
        """Yield the tables as text, row by row, the headings first."""
        if self.rows:
            yield [QUESTION_HEAD, *map(_question_cells, self.rows)]
        if self.learners:
            yield [LEARNER_HEAD, *map(_learner_cells, self.learners)]


def report(folder: Path | str, *, show_learners: bool = False) -> Report:
    """Read the answers of many learners, and say which questions mislead them.

    Parameters
    ----------
    folder : path-like
        Where the files are (``*.jsonl``), as `export` makes them; they may stand in folders of it.
    show_learners : bool, optional
        Whether to list the learners, too, by their random ids and their files' names.

    Returns
    -------
    Report
        A table with a row for each question; in a notebook, shown as HTML.

    Raises
    ------
    NotADirectoryError
        If `folder` is none.

    Notes
    -----
    A file with broken lines is read as far as it goes, and named. What is no regular file, or has
    more than 10 MB, is named and not read, and so is a folder that cannot be read or is a link.
    An answer that is in several files counts once, and so does a learner who answers a question
    again. A mean of few answers moves by chance, and the first of many rows is first partly by
    chance.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     files = sample_class(folder, np.random.default_rng(7), n=5)
    ...     whole = report(folder)
    >>> print(whole.summary)
    5 learners, 95 first answers to 24 questions. In 16 of them the class did worse than a coin
    (0.693 nats); of few answers, that may be chance.
    >>> whole.rows[0].mean_loss >= whole.rows[-1].mean_loss
    True
    """
    show_learners = options.flag("show_learners", show_learners)
    root = place.given(folder, "folder")
    if not place.is_folder(root):
        raise NotADirectoryError(
            f"folder is {place.shortened(repr(str(folder)))}, where there is none: name a folder"
        )
    answers: dict[str, Answer] = {}
    files: dict[str, str] = {}  # each learner's first file
    paths, notes = _class_files.find(root)
    for path in paths:
        found, name = records.read(path), _class_files.name(path, root)
        known = with_ids(found.answers)
        notes += [f"{name}: {note}" for note in found.notes]
        if not (found.answers or found.notes):
            what = "no forecasts in it, only exercises" if found.turns else "no answers in it"
            notes.append(f"{name}: {what}.")
        if unknown := len(found.answers) - len(known):
            notes.append(f"{name}: {_count(unknown, 'answer')} to questions unknown here.")
        for answer in known:
            answers.setdefault(answer.id, answer)
            files.setdefault(answer.learner, name)
    first = _first_of_each(answers.values())
    return Report(
        rows=_question_rows(first),
        n_learners=len(first),
        learners=_learner_rows(first, files) if show_learners else (),
        notes=tuple(notes),
    )


def sample_class(folder: Path | str, rng: np.random.Generator, *, n: int = 30) -> list[Path]:
    """Write the answers of a made-up class, one file a learner, and return the files.

    Parameters
    ----------
    folder : path-like
        An existing folder.
    rng : numpy.random.Generator
        What the class is drawn from.
    n : int, optional
        How many learners.

    Returns
    -------
    list of Path
        ``learner_01.jsonl`` and so on.

    Notes
    -----
    The questions are those of the sample that `my_forecasts` shows. Each learner has a skill and
    a confidence, each question an ease, which is below 0 where it misleads. Some learners stop
    before the last lesson, and all answer two questions twice.
    """
    questions = list(dict.fromkeys(question for question, _ in SAMPLE))
    ease = dict(zip(questions, rng.normal(0.35, 0.8, len(questions)), strict=True))
    files = []
    for number in range(1, n + 1):
        asked = questions[: rng.integers(len(questions) // 2, len(questions) + 1)]
        asked += list(rng.choice(asked, 2))
        skill, confidence = rng.normal(0.3, 0.4), rng.uniform(0.7, 2.2)
        learner, day = rng.bytes(16).hex(), number % 28 + 1
        lines = []
        for minute, question in enumerate(asked):
            side = 1 if outcome(question) else -1
            z = side * confidence * rng.normal(skill + ease[question], 0.8)
            forecast = round(float(np.clip(sigmoid(z), 0.01, 0.99)), 2)
            time = f"2025-01-{day:02}T09:{minute:02}:00+00:00"
            answer = Answer(rng.bytes(16).hex(), learner, time, str(question), forecast)
            lines.append(records.to_line(answer))
        files.append(Path(folder) / f"learner_{number:02}.jsonl")
        files[-1].write_bytes(b"".join(lines))
    return files


def _first_of_each(answers: Iterable[Answer]) -> dict[str, list[Answer]]:
    """Return each learner's first answers."""
    whose: dict[str, list[Answer]] = {}
    for answer in sorted(answers, key=lambda answer: answer.time):  # of several files
        whose.setdefault(answer.learner, []).append(answer)
    return {
        learner: list(records.first_answers(all_of_hers).values())
        for learner, all_of_hers in whose.items()
    }


def _fared(answers: Sequence[Answer]) -> tuple[float, float]:
    """Return the hit rate and the mean loss of some answers."""
    y = np.array([outcome(answer.question) for answer in answers], dtype=float)
    p = np.array([answer.forecast for answer in answers])
    hits = np.where(p == 0.5, 0.5, (p > 0.5) == (y == 1))
    return float(hits.mean()), binary_cross_entropy(y, p)


def _question_rows(first: dict[str, list[Answer]]) -> tuple[QuestionRow, ...]:
    asked: dict[str, list[Answer]] = {question: [] for question in catalogue.questions()}
    for answers in first.values():
        for answer in answers:
            asked.setdefault(answer.question, []).append(answer)
    rows = [
        QuestionRow(
            question,
            len(answers),
            float(np.mean([answer.forecast for answer in answers])),
            outcome(question),
            *_fared(answers),
        )
        for question, answers in asked.items()
        if answers
    ]
    return tuple(sorted(rows, key=lambda row: -row.mean_loss))


def _learner_rows(first: dict[str, list[Answer]], files: dict[str, str]) -> tuple[LearnerRow, ...]:
    rows = [
        LearnerRow(learner, files[learner], len(answers), *_fared(answers))
        for learner, answers in first.items()
    ]
    return tuple(sorted(rows, key=lambda row: -row.mean_loss))


# --- Tables -------------------------------------------------------------------------------


def _question_cells(row: QuestionRow) -> tuple[str, ...]:
    said, right = f"{100 * row.mean_forecast:.0f} %", f"{100 * row.hit_rate:.0f} %"
    happened = "true" if row.outcome else "false"
    return row.question, str(row.n), said, happened, right, f"{row.mean_loss:.3f}"


def _learner_cells(row: LearnerRow) -> tuple[str, ...]:
    right = f"{100 * row.hit_rate:.0f} %"
    return shown(row.learner[:8]), row.file, str(row.n), right, f"{row.mean_loss:.3f}"


def _as_text(table: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in table
    ]
    return "\n".join(lines)


def _as_html(table: Sequence[Sequence[str]]) -> str:
    name, *numbers = (escape(cell) for cell in table[0])
    head = f'<th scope="col" style="text-align: left">{name}</th>'
    head += "".join(f'<th scope="col">{cell}</th>' for cell in numbers)
    body = "".join(
        f'<tr><th scope="row" style="text-align: left">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in table[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n:,} {noun}s"

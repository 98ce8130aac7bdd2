"""Practice that answers back: forecasts scored in nats and bits, checks that name the mistake."""

from bce_lessons.answers.question import Question
from bce_lessons.answers.records import export, forget
from bce_lessons.lessons import catalogue
from bce_lessons.practice.asking import ask
from bce_lessons.practice.checking import check
from bce_lessons.practice.hinting import hint
from bce_lessons.practice.progressing import progress
from bce_lessons.practice.report import report
from bce_lessons.practice.scores import my_forecasts

__all__ = [
    "QUESTIONS",
    "ask",
    "check",
    "export",
    "forget",
    "hint",
    "my_forecasts",
    "progress",
    "report",
]


class _Questions(dict[str, Question]):
    """The course's questions; others that somebody has answered are found, too."""

    def __missing__(self, name: str) -> Question:
        """Return the question of an older identifier."""
        if found := catalogue.question(name):
            return found
        raise KeyError(name)


# Every question by its identifier, in the order in which the lessons ask.
QUESTIONS = _Questions(catalogue.questions())

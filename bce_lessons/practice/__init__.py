"""Practice that answers back: forecasts scored in nats and bits, checks that name the mistake."""

from bce_lessons.answers.records import export, forget
from bce_lessons.lessons import catalogue
from bce_lessons.practice.asking import ask
from bce_lessons.practice.checking import check
from bce_lessons.practice.report import report
from bce_lessons.practice.scores import my_forecasts

__all__ = ["QUESTIONS", "ask", "check", "export", "forget", "my_forecasts", "report"]

# Every question by its identifier, in the order in which the lessons ask.
QUESTIONS = catalogue.questions()

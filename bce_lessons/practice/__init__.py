"""Practice that answers back: forecasts scored in nats and bits, checks that name the mistake."""

from bce_lessons.practice.asking import ask
from bce_lessons.practice.checking import check
from bce_lessons.practice.questions import QUESTIONS
from bce_lessons.practice.records import export, forget
from bce_lessons.practice.report import report
from bce_lessons.practice.scores import my_forecasts

__all__ = ["QUESTIONS", "ask", "check", "export", "forget", "my_forecasts", "report"]

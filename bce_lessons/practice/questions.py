"""The questions that come before surprising results: forecast first, then run the cell.

Each question is a statement that is true or false. Its outcome is never stored: `outcome`
computes it with the package, as the lesson's next cells do. To add a question, write it into one
of the tables that are joined here; the first two digits of its identifier name its lesson, and a
cell of the lesson asks it: ``ask("03-gradient-vanishes")``.
"""

from __future__ import annotations

from bce_lessons.practice import (
    _questions_claims,
    _questions_loss,
    _questions_models,
    _questions_use,
)
from bce_lessons.practice._question import Question

__all__ = ["QUESTIONS", "Question"]

_ASKED = (
    *_questions_loss.ASKED,
    *_questions_models.ASKED,
    *_questions_use.ASKED,
    *_questions_claims.ASKED,
)

QUESTIONS: dict[str, Question] = {question.id: question for question in _ASKED}
"""Every question by its identifier, in the order in which the lessons ask."""

"""Say whose code runs: what an answer does inside a check changes nothing that is kept."""

from __future__ import annotations

import contextvars

__all__ = ["is_learners"]

# Whether this code is a learner's: true in the thread that runs it, even if it is left behind.
is_learners: contextvars.ContextVar[bool] = contextvars.ContextVar("is_learners", default=False)

"""The lessons."""

from pathlib import Path

from bce_lessons import lessons
from bce_lessons.lessons import catalogue

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LESSONS = [
    NOTEBOOKS / f"{lessons.notebook(topic)}.ipynb"
    for topic in lessons.ORDER
    if any(catalogue.modules(topic, "questions"))
]

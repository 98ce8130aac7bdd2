"""Every library that is there answers what the page says, and what the course's own line says.

`course.py test --libraries` installs them and sets BCE_LESSONS_LIBRARIES: none may then be missing.
Without it they are looked for in this Python, and a library that is not there is left out, named.
"""

import os
import sys
from pathlib import Path

import pytest

from tools.libraries import measure, table

TABLE = table.read()
KEPT = table.found()["libraries"]
ELSEWHERE = os.environ.get(measure.ELSEWHERE)
IN_THE_COURSE = "scikit-learn"


@pytest.mark.parametrize("library", TABLE.libraries, ids=lambda one: one.name)
def test_a_library_answers_what_the_page_says(library):
    if not ELSEWHERE and library.name != IN_THE_COURSE and not measure.is_there(library):
        pytest.skip(f"{library.name} is not installed: `course.py test --libraries` installs it")
    answers = measure.asked(library, Path(ELSEWHERE or sys.executable))["answers"]
    assert answers, f"{library.name} is not there: it could not be installed"
    wrong = []
    for key, call, row in library.rows():
        there, here, kept = (
            answers[key],
            TABLE.answer(call, row),
            KEPT[library.name]["answers"][key],
        )
        if not table.agree(there, kept):
            wrong.append(f"{key}: the page says {kept}, the library {there}")
        if not row.differs and not table.agree(there, here):
            wrong.append(f"{key}: {row.ours} is {here}, the library says {there}")
    assert wrong == []

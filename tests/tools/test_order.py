"""A slip in the registry is said in a line, before anything is done by it."""

import pytest

from bce_lessons import lessons
from tools import order
from tools.stop import Stop


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ((), "ORDER in .* is empty"),
        (lessons.ORDER[:1] * 2, f"ORDER names {lessons.ORDER[0]} twice: take one line out"),
        (("throw_darts",), "throw_darts, and bce_lessons/lessons/ has no such folder: is a comma"),
    ],
)
def test_a_slip_is_named(made, said):
    with pytest.raises(Stop, match=said):
        order.checked(made)


def test_the_course_is_in_order():
    order.checked()

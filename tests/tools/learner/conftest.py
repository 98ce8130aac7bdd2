"""The small course, for each test a new one."""

import pytest

from tests.tools.learner.small import Small


@pytest.fixture
def small(tmp_path):
    return Small(tmp_path / "a course")

"""The locks pin all that the project asks for, each for its own tasks, and agree."""

import itertools
import re
import tomllib

import pytest

import course
from tools.folders import HERE
from tools.setup import lock

ROOT = HERE.root
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
GROUPS = PROJECT["dependency-groups"]
ASKED = {
    course.EVERYONES: [*PROJECT["project"]["dependencies"], *GROUPS["lab"], *GROUPS["build"]],
    course.TEST: GROUPS["test"],
    course.SITE: GROUPS["site"],
    course.PDF: GROUPS["pdf"],
}


def lines(name):
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


def pins(name):
    """Return what a lock pins: each package's versions."""
    found = {}
    for line in lines(name):
        if match := re.match(r"([a-z0-9.-]+)==(\S+)( ; .+)?$", line):
            found.setdefault(match[1], set()).add(match[2])
    return found


def names(requirements):
    return {re.match(r"[\w.-]+", item)[0].replace("_", "-").lower() for item in requirements}


def test_every_lock_is_made_by_one_command():
    assert list(lock.LOCKS) == list(ASKED)


@pytest.mark.parametrize("name", ASKED)
def test_a_lock_pins_all_that_is_asked_for_and_names_no_machine(name):
    assert "course.py lock" in lines(name)[1]
    assert not re.search(r"(?m)://|file:|\s/", "\n".join(lines(name)))
    pinned = [line for line in lines(name) if line and line[0] not in " #"]
    if name == course.EVERYONES:  # Binder installs this file and nothing else
        assert pinned.pop() == "-e ."
    assert all(re.match(r"[a-z0-9.-]+==[^ ]+( ; .+)?$", pin) for pin in pinned)
    assert names(ASKED[name]) <= pins(name).keys()


def test_locks_that_are_installed_together_agree():
    everyones, test, site, pdf = map(pins, ASKED)
    assert everyones.keys() & test.keys() & site.keys()
    for one, other in itertools.combinations((everyones, test, site, pdf), 2):
        for name in one.keys() & other.keys():
            assert other[name] <= one[name], name


def test_a_learner_gets_nothing_that_only_tests_the_site_or_the_book_need():
    assert (
        not names(GROUPS["test"] + GROUPS["site"] + GROUPS["pdf"]) & pins(course.EVERYONES).keys()
    )


def test_uv_is_pinned():
    (uv,) = GROUPS["uv"]
    assert re.fullmatch(r"uv==[\d.]+", uv)
    assert uv in (ROOT / ".github/workflows/ci.yml").read_text(encoding="utf-8")

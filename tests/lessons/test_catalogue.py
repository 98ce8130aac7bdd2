"""What stands in the lessons' folders is found, named once, and numbered by the registry."""

import re
from types import SimpleNamespace

import pytest

from bce_lessons import explorers, lessons, plots
from bce_lessons.answers.question import Question
from bce_lessons.lessons import catalogue
from bce_lessons.practice import QUESTIONS


@pytest.fixture
def two_folders(monkeypatch):
    """A function that puts one module into each of two folders, and forgets what was found."""
    found = {"add_noise": None, "no_such_lesson": None}

    def put(**parts):
        module = SimpleNamespace(__name__="made", **parts)
        monkeypatch.setattr(catalogue, "modules", lambda topic, kind: [module])

    monkeypatch.setattr(catalogue, "topics", lambda: tuple(found))
    monkeypatch.setattr(catalogue, "_asked", catalogue._asked.__wrapped__)
    return put


def test_every_lesson_of_the_registry_has_a_folder_and_stands_once():
    assert set(lessons.ORDER) <= set(catalogue.topics())
    assert catalogue.topics()[: len(lessons.ORDER)] == lessons.ORDER


def test_a_name_is_given_once(two_folders):
    two_folders(__all__=["figure"], figure=print)
    with pytest.raises(ValueError, match="made has a second figure: rename one"):
        catalogue.public("figures")


def test_a_question_s_slug_is_given_once(two_folders):
    two_folders(ASKED=(Question("rain", "It rains.", lambda: True, "It does."),), RETIRED=())
    with pytest.raises(ValueError, match="two questions are called rain: rename one"):
        catalogue.questions.__wrapped__()


def test_questions_of_a_lesson_that_is_left_out_are_known_and_not_asked(monkeypatch):
    coin = catalogue.question("coin")
    monkeypatch.setattr(lessons, "ORDER", [one for one in lessons.ORDER if one != "add_noise"])
    monkeypatch.setattr(catalogue, "_asked", catalogue._asked.__wrapped__)
    assert catalogue.question("06-coin").statement == coin.statement
    assert catalogue.question("coin").id == "coin"
    assert not [one for one in catalogue.questions.__wrapped__() if one.endswith("coin")]
    assert lessons.named("add_noise") == "the lesson “add noise”"


def test_exercises_of_a_lesson_that_is_left_out_are_found_by_their_slugs(monkeypatch):
    declared = catalogue.exercise("dial").declare
    monkeypatch.setattr(lessons, "ORDER", [t for t in lessons.ORDER if t != "fit_ten_points"])
    for name in ("exercises", "_by_slug"):
        monkeypatch.setattr(catalogue, name, getattr(catalogue, name).__wrapped__)
    found = catalogue.exercise("dial")
    assert (found.declare, found.number, found.title) == (declared, "", "Exercise “dial”")
    assert found.solution == "solutions/fit_ten_points.ipynb"
    assert "dial" not in [one.slug for one in catalogue.exercises().values()]
    assert catalogue.exercise("one-nat").number == "01.1"


@pytest.mark.parametrize("facade", [plots, explorers], ids=["plots", "explorers"])
def test_what_is_not_there_is_named(facade):
    with pytest.raises(AttributeError, match=f"module '{facade.__name__}' has no attribute 'loss'"):
        _ = facade.loss
    assert set(facade.__all__) <= set(dir(facade))


def test_old_numbers_still_find_a_question():
    for question in QUESTIONS.values():
        assert re.fullmatch(r"[a-z]+[a-z0-9]*(-[a-z0-9]+)*", question.slug)
        assert catalogue.question(question.slug) is catalogue.question(question.id)
        assert catalogue.question(f"77-{question.slug}") is question
        assert QUESTIONS[f"77-{question.slug}"] is QUESTIONS[question.slug] is question
    assert catalogue.question("77-nothing") is None
    with pytest.raises(KeyError, match="77-nothing"):
        _ = QUESTIONS["77-nothing"]

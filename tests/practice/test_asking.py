"""A forecast is asked for, scored, kept; whoever has answered before is told so."""

import json
import math
from fractions import Fraction

import numpy as np
import pytest
from ipywidgets.embed import embed_data

from bce_lessons.answers import _store, records
from bce_lessons.lessons import catalogue
from bce_lessons.lessons.catalogue import Question
from bce_lessons.practice import QUESTIONS, ask, asking
from tests.answer_files import QUESTION, Evil, EvilFloat

NAME = QUESTION  # false
TRUE = catalogue.question("honest-square").id


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("BCE_LESSONS_RECORDS", str(tmp_path))
    monkeypatch.setattr(_store, "held", [])
    return tmp_path


@pytest.fixture
def sent(monkeypatch):
    """Collect what widgets send to their front ends."""
    messages = []
    monkeypatch.setattr(asking.Asked, "send", lambda self, content, *_: messages.append(content))
    return messages


def front_end_says(widget, **content):
    widget._handle_custom_msg(content, [])


def kept():
    answers = records.read().answers
    return [(catalogue.question(answer.question).id, answer.forecast) for answer in answers]


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")


# --- In code ----------------------------------------------------------------------------------


def test_an_answer_in_code_is_scored_and_kept():
    reply = ask(NAME, 0.8)
    assert (reply.forecast, reply.outcome, reply.practice, reply.note) == (0.8, False, False, "")
    assert reply.nats == pytest.approx(-math.log(0.2))
    assert reply.bits == pytest.approx(math.log2(5))
    assert kept() == [(NAME, 0.8)]
    words = " ".join(repr(reply).split())
    assert words.startswith("It is false. You gave it 80 %. That cost 1.609 nats (2.322 bits);")
    assert "a coin's 50 % costs 0.693 nats (1 bit)." in words
    assert words.endswith(QUESTIONS[NAME].why)


def test_a_true_statement_costs_minus_the_log_of_the_forecast():
    reply = ask(TRUE, 0.8)
    assert repr(reply).startswith("It is true. You gave it 80 %.")
    assert reply.nats == pytest.approx(-math.log(0.8))


def test_the_first_answer_counts_and_later_ones_are_practice():
    ask(NAME, 0.8)
    ask(TRUE, 0.6)
    again = ask(NAME, 0.125)
    assert (again.practice, again.counted, again.forecast) == (True, 0.8, 0.125)
    assert "You gave it 12.5 %." in repr(again)
    assert repr(again).endswith("Practice: your first answer, 80 %, counts.")
    assert kept() == [(NAME, 0.8), (TRUE, 0.6), (NAME, 0.125)]


def test_trouble_with_saving_is_said_and_the_answer_counts(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("BCE_LESSONS_RECORDS", str(tmp_path / "file"))
    reply = ask(NAME, 0.8)
    assert "kept in memory" in reply.note
    assert " ".join(repr(reply).split()).endswith(" ".join(reply.note.split()))
    assert ask(NAME, 0.7).counted == 0.8


def test_code_in_a_note_is_whole_and_can_be_copied(tmp_path, monkeypatch):
    monkeypatch.setenv("BCE_LESSONS_RECORDS", str(tmp_path / "file"))
    (tmp_path / "file").touch()
    said = repr(ask(NAME, 0.8))
    code = 'import os; os.environ["BCE_LESSONS_RECORDS"] = "folder"'
    assert f"`{code}`" in said
    assert max(map(len, said.splitlines())) <= asking.COLUMNS
    assert "\0" not in said


@pytest.mark.parametrize("kind", [Evil, lambda: EvilFloat(0.5), lambda: 10**5000])
def test_a_forecast_that_cannot_be_written_is_refused(kind):
    with pytest.raises(ValueError, match=r"forecast is .{,60}: give a probability from 0\.01 to"):
        ask(NAME, kind())
    assert kept() == []


def test_a_question_that_cannot_be_written_is_unknown():
    for name in (Evil(), 10**5000, "x" * 10**7):
        with pytest.raises(ValueError, match=r"question is .{,60}, which is unknown: did you mean"):
            ask(name)


@pytest.mark.parametrize(
    "forecast", [0.01, 0.99, np.float64(0.5), np.float32(0.5), np.array(0.5), Fraction(1, 2)]
)
def test_any_number_from_one_to_ninety_nine_percent_will_do(forecast):
    reply = ask(NAME, forecast)
    assert type(reply.forecast) is float
    assert reply.forecast == float(forecast)


@pytest.mark.parametrize("forecast", [0.01, 0.99])
def test_the_ends_of_the_slider_may_be_of_float32(forecast):
    assert ask(NAME, np.float32(forecast)).forecast == pytest.approx(forecast)


@pytest.mark.parametrize(
    ("forecast", "remedy"),
    [
        (80, "80 % is 0.8: divide by 100"),
        (2, "2 % is 0.02: divide by 100"),
        (1, "a certain miss would cost infinitely much"),
        (0.0, "a certain miss would cost infinitely much"),
        (0.995, "from 0.01 to 0.99"),
        (-0.5, "from 0.01 to 0.99"),
        (120, "from 0.01 to 0.99"),
        (math.nan, "from 0.01 to 0.99"),
        (True, "from 0.01 to 0.99"),
        ("0.8", "from 0.01 to 0.99, a number without quotes"),
        ("80 %", "from 0.01 to 0.99, a number without quotes"),
        (10**400, "from 0.01 to 0.99"),
        ([0.8, 0.9], "from 0.01 to 0.99"),
        (1j, "from 0.01 to 0.99"),
        (Fraction(100, 3), "33.3333 % is 0.333333: divide by 100"),
        (np.array([0.5]), "from 0.01 to 0.99"),
    ],
)
def test_what_is_no_forecast_is_refused_with_a_mend_and_not_kept(forecast, remedy):
    with pytest.raises(ValueError, match="forecast is ") as caught:
        ask(NAME, forecast)
    assert remedy in str(caught.value)
    assert kept() == []


@pytest.mark.parametrize(
    ("name", "near"),
    [
        (NAME[:-2], NAME),
        ("gradient vanishes", NAME),
        (NAME[:2], f"{NAME} or {TRUE} or {NAME[:2]}-wild-label"),
        *((name, next(iter(QUESTIONS))) for name in ("", 3, None, ["03-race"])),
    ],
)
def test_an_unknown_question_names_those_that_come_near(name, near):
    with pytest.raises(ValueError, match="which is unknown") as caught:
        ask(name)
    assert repr(name) in str(caught.value)
    assert near in str(caught.value)


# --- The widget -------------------------------------------------------------------------------


def test_a_question_shows_its_statement_and_what_is_at_stake():
    widget = ask(NAME)
    assert plain(widget.statement) == QUESTIONS[NAME].statement
    assert len(widget.stakes) == 99
    assert widget.stakes[79] == "80 % costs 0.22 nats if it is true, 1.61 if it is false."
    assert widget.result == {}
    assert kept() == []


def test_a_page_with_no_kernel_can_reveal_the_outcome_and_the_reason():
    verdict, prices, why = map(plain, ask(NAME).reveal)
    assert verdict == "It is false."
    assert (
        prices == "As a forecast, 10 % costs 0.11 nats, 50 % costs 0.69 nats, 90 % costs 2.30 nats."
    )
    assert why == QUESTIONS[NAME].why
    assert ask(TRUE).reveal[0] == "It is true."


def test_the_kernel_answers_a_front_end_that_asks_for_it(sent):
    front_end_says(ask(NAME), kind="hello")
    assert sent == [{"kind": "alive"}]
    assert kept() == []


def test_a_commit_is_kept_and_answered():
    widget = ask(NAME)
    front_end_says(widget, kind="commit", percent=80)
    assert kept() == [(NAME, 0.8)]
    assert plain(widget.result["verdict"]) == "It is false. You gave it 80 %."
    yours, coin = widget.result["costs"]
    assert (yours["cost"], coin["cost"]) == ("1.609 nats (2.322 bits)", "0.693 nats (1 bit)")
    assert yours["share"] == pytest.approx(math.log(5) / math.log(100))
    assert plain(widget.result["why"]) == QUESTIONS[NAME].why
    assert (widget.result["reminder"], widget.result["note"]) == ("", "")


@pytest.mark.parametrize("percent", [1, 50, 99])
def test_no_bar_is_longer_than_its_rail(percent):
    widget = ask(NAME)
    front_end_says(widget, kind="commit", percent=percent)
    assert all(0 < cost["share"] <= 1 + 1e-12 for cost in widget.result["costs"])


def test_practising_is_said_to_be_practice():
    widget = ask(NAME)
    front_end_says(widget, kind="commit", percent=80)
    front_end_says(widget, kind="commit", percent=10)
    assert plain(widget.result["verdict"]) == "It is false. You gave it 10 %."
    assert plain(widget.result["reminder"]) == "Practice: your first answer, 80 %, counts."
    assert kept() == [(NAME, 0.8), (NAME, 0.1)]


def test_a_question_answered_before_shows_its_first_answer():
    ask(NAME, 0.8)
    ask(NAME, 0.3)
    widget = ask(NAME)
    assert plain(widget.result["verdict"]) == "It is false. You gave it 80 %."
    assert widget.result["reminder"] == "You have answered this before."
    assert len(kept()) == 2
    assert ask(TRUE).result == {}


def test_a_note_reaches_the_widget(monkeypatch, tmp_path):
    widget = ask(NAME)
    (tmp_path / "file").touch()
    monkeypatch.setenv("BCE_LESSONS_RECORDS", str(tmp_path / "file"))
    front_end_says(widget, kind="commit", percent=80)
    assert "kept in memory" in widget.result["note"]


def test_what_the_front_end_never_says_changes_nothing(sent):
    widget = ask(NAME)
    front_end_says(widget, kind="other")
    front_end_says(widget)
    assert (sent, widget.result, kept()) == ([], {}, [])


def test_the_outcome_is_computed_when_it_is_asked(monkeypatch):
    computed = []

    def outcome():
        computed.append(True)
        return True

    question = Question("test", "It is so.", outcome, "It just is.")
    monkeypatch.setattr(catalogue, "question", {"99-test": question}.get)
    assert computed == []
    assert ask("99-test", 0.5).outcome is True
    assert computed == [True]


# --- In notebooks and pages -------------------------------------------------------------------


def test_the_text_of_a_question_is_the_same_whatever_was_answered():
    fresh = ask(NAME)
    data, _ = fresh._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    ask(NAME, 0.8)
    assert ask(NAME)._repr_mimebundle_()[0]["text/plain"] == data["text/plain"] == repr(fresh)
    words = " ".join(repr(fresh).split())
    assert words.startswith(QUESTIONS[NAME].statement)
    assert f'ask("{NAME}", 0.5), with your probability, 0.01 to 0.99,' in words
    assert "false" not in words


def test_no_line_of_text_is_too_wide_for_a_lesson():
    for name in QUESTIONS:
        for text in (repr(ask(name)), repr(ask(name, 0.5))):
            assert max(map(len, text.splitlines())) <= asking.COLUMNS


def test_an_exported_page_carries_all_it_needs():
    widget = ask(NAME)
    data = embed_data(views=[widget], state=None, drop_defaults=True)
    state = data["manager_state"]["state"][widget.model_id]["state"]
    assert "export default" in state["_esm"]
    assert ".ask" in state["_css"]
    json.dumps(data["manager_state"])


def test_the_front_end_is_inside_the_package():
    for name in ("ask.js", "ask.css"):
        assert (asking.STATIC / name).is_file()
        assert asking.STATIC.parent.name == "practice"

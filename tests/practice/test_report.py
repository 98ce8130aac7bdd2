"""A class's answers, from files that may hold anything; nobody is named unasked."""

import errno
import os
import re
from pathlib import Path

import numpy as np
import pytest

from bce_lessons import binary_cross_entropy
from bce_lessons.answers import _lines
from bce_lessons.answers.records import Answer, forget, read, to_line
from bce_lessons.practice import QUESTIONS, _class_files, report
from bce_lessons.practice.report import sample_class
from tests.answer_files import COIN, OPPOSITE

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
A, B = COIN, OPPOSITE  # false, and true


def hand_in(path, *answers, learner=None):
    """Write a learner's file: (question, forecast) pairs, in order."""
    learner = learner or path.stem
    made = [Answer(f"{path.stem}{i}", learner, "t", *pair) for i, pair in enumerate(answers)]
    path.write_bytes(b"".join(map(to_line, made)))
    return path


@pytest.fixture
def folder(tmp_path):
    """Two learners and two questions; Ada answers one of them twice."""
    folder = tmp_path / "class"
    folder.mkdir()
    hand_in(folder / "ada.jsonl", (A, 0.9), (B, 0.7), (A, 0.1))
    hand_in(folder / "bob.jsonl", (A, 0.3))
    return folder


def test_each_question_has_its_numbers_and_the_most_misleading_is_first(folder):
    first, second = report(folder).rows
    assert (first.question, first.n, first.outcome) == (A, 2, False)
    assert first.mean_forecast == pytest.approx(0.6)
    assert first.hit_rate == 0.5
    assert first.mean_loss == pytest.approx(binary_cross_entropy([0, 0], [0.9, 0.3]))
    assert (second.question, second.n, second.outcome, second.hit_rate) == (B, 1, True, 1)
    assert report(folder).summary == (
        "2 learners, 3 first answers to 2 questions. In 1 of them the class did worse than a coin "
        "(0.693 nats); of few answers, that may be chance."
    )


def test_a_forecast_of_one_half_is_half_right(folder):
    hand_in(folder / "eve.jsonl", (B, 0.5))
    assert report(folder).rows[1].hit_rate == 0.75


def test_nobody_is_named_unasked(folder):
    whole = report(folder)
    assert whole.learners == ()
    for shown in (repr(whole), whole._repr_html_()):
        assert not re.search("ada|bob", shown)


def test_learners_are_listed_for_whoever_asks(folder):
    whole = report(folder, show_learners=True)
    assert [(row.learner, row.file, row.n) for row in whole.learners] == [
        ("ada", "ada.jsonl", 2),
        ("bob", "bob.jsonl", 1),
    ]
    assert whole.learners[0].mean_loss == pytest.approx(binary_cross_entropy([0, 1], [0.9, 0.7]))
    assert whole.learners[1].hit_rate == 1
    for shown in (repr(whole), whole._repr_html_()):
        assert "ada.jsonl" in shown
    assert whole.rows == report(folder).rows


def test_a_file_handed_in_twice_counts_once(folder):
    (folder / "ada-2.jsonl").write_bytes((folder / "ada.jsonl").read_bytes())
    whole = report(folder, show_learners=True)
    assert whole.rows == report(folder).rows
    assert whole.n_learners == 2


def test_the_earliest_of_several_files_counts(tmp_path):
    slug = A.partition("-")[2]
    for name, time, question, p in (("new", "2026-02", slug, 0.05), ("old", "2026-01", A, 0.8)):
        answer = Answer(name, "ada", time, question, p)
        (tmp_path / f"ada_{name}.jsonl").write_bytes(to_line(answer))
    (row,) = report(tmp_path).rows
    assert (row.question, row.n, row.mean_forecast) == (A, 1, 0.8)


def test_broken_files_are_read_as_far_as_they_go_and_named(folder):
    with (folder / "bob.jsonl").open("ab") as file:
        file.write(b'{"v": 1, "id": "torn')
    (folder / "empty.jsonl").write_bytes(b"")
    (folder / "notes.txt").write_text("not read")
    (folder / "odd.jsonl").mkdir()
    hand_in(folder / "new.jsonl", ("99-from-the-future", 0.5), ("99-too", 0.5), (B, 0.5))
    whole = report(str(folder))
    assert whole.n_learners == 3
    assert whole.notes[0].startswith("bob.jsonl: 1 line (2) is incomplete")
    assert whole.notes[1] == "empty.jsonl: no answers in it."
    assert whole.notes[2] == "new.jsonl: 2 answers to questions unknown here."
    assert whole.notes[3].startswith("odd.jsonl: The file cannot be read")
    assert len(whole.notes) == 4
    for note in whole.notes:
        assert note in repr(whole)


def test_files_may_stand_in_a_folder_for_each_learner(folder):
    (folder / "carol").mkdir()
    hand_in(folder / "carol" / "answers.jsonl", (B, 0.5), learner="carol")
    (folder / "dave").mkdir()
    (folder / "dave" / "answers.jsonl").write_bytes(b"")
    whole = report(folder, show_learners=True)
    assert whole.n_learners == 3
    assert "carol/answers.jsonl" in [row.file for row in whole.learners]
    assert whole.notes == ("dave/answers.jsonl: no answers in it.",)


def test_html_is_escaped_and_a_table_with_headings(folder):
    hand_in(folder / "<b>&.jsonl", ("<script>", 0.5), (B, 0.5), learner="<i>x</i>")
    html = report(folder, show_learners=True)._repr_html_()
    assert not re.search("<b>|<script>|<i>", html)
    assert "&lt;b&gt;&amp;.jsonl" in html
    assert html.count('<th scope="col"') == 6 + 5
    assert html.count('<th scope="row"') == 2 + 3


def test_the_text_lines_up(folder):
    table = repr(report(folder)).split("\n\n")[1].splitlines()
    assert len({len(row) for row in table}) == 1
    assert table[1].split() == [A, "2", "60", "%", "false", "50", "%", "1.330"]


def test_an_empty_folder_is_no_error(tmp_path):
    whole = report(tmp_path)
    assert whole.rows == ()
    assert repr(whole).startswith("There are no answers here yet: put the learners' files")
    assert "<table>" not in whole._repr_html_()


def test_a_folder_that_is_none_is_named(tmp_path):
    with pytest.raises(NotADirectoryError, match="nowhere', where there is none"):
        report(tmp_path / "nowhere")


def test_the_made_up_class_is_the_same_for_the_same_seed(tmp_path):
    for name in "ab":
        (tmp_path / name).mkdir()
    files, again = (sample_class(tmp_path / name, np.random.default_rng(3), n=9) for name in "ab")
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]
    assert [file.name for file in files] == [f"learner_{i:02}.jsonl" for i in range(1, 10)]


def test_the_made_up_class_is_plausible(tmp_path):
    files = sample_class(tmp_path, np.random.default_rng(3))
    whole = report(tmp_path, show_learners=True)
    assert len(files) == whole.n_learners == len(whole.learners) == 30
    assert not whole.notes
    assert all(QUESTIONS[row.question].id == row.question for row in whole.rows)
    assert 0.5 < np.average([row.hit_rate for row in whole.rows]) < 0.9
    coin = np.log(2)
    assert 2 < sum(row.mean_loss > coin for row in whole.rows) < len(whole.rows) / 2
    assert all(0.01 <= a.forecast <= 0.99 for file in files for a in read(file).answers)


# --- Folders and files that are meant to trap ---------------------------------------------


@posix
def test_what_is_no_file_of_answers_is_named_and_skipped(folder, tmp_path):
    (folder / "circle.jsonl").symlink_to("circle.jsonl")
    (folder / "link.jsonl").symlink_to(tmp_path / "nowhere")
    os.mkfifo(folder / "pipe.jsonl")
    with (folder / "sparse.jsonl").open("wb") as file:
        file.truncate(2 * 10**9)
    (folder / "zero.jsonl").symlink_to("/dev/zero")
    (folder / "Eve.JSONL").write_bytes(hand_in(tmp_path / "eve.jsonl", (B, 0.5)).read_bytes())
    whole = report(folder)
    cannot = "jsonl: The file cannot be read:"
    assert whole.notes == (
        f"circle.{cannot} {os.strerror(errno.ELOOP)}.",
        f"link.{cannot} it is a link to nothing.",
        f"pipe.{cannot} it is a pipe.",
        f"sparse.{cannot} it has 2,000.0 MB, more than 10 MB.",
        f"zero.{cannot} it is a device.",
    )
    assert whole.n_learners == 3


def test_a_file_that_may_not_be_read_is_named(folder, monkeypatch):
    real = os.open

    def forbid(file, *args, **kwargs):
        if Path(file).name == "ada.jsonl":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(file, *args, **kwargs)

    monkeypatch.setattr(os, "open", forbid)
    whole = report(folder)
    assert whole.notes == ("ada.jsonl: The file cannot be read: Permission denied.",)
    assert whole.n_learners == 1


def test_a_folder_that_may_not_be_looked_into_is_named(folder, monkeypatch):
    (folder / "carol").mkdir()
    real = os.scandir

    def forbid(path):
        if Path(path).name == "carol":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path)

    monkeypatch.setattr(os, "scandir", forbid)
    whole = report(folder)
    assert whole.notes == ("carol: The folder cannot be read: Permission denied.",)
    assert whole.n_learners == 2
    (folder / "carol").rmdir()
    folder.rename(folder.with_name("carol"))
    (note,) = report(folder.with_name("carol")).notes
    assert note.endswith("carol: The folder cannot be read: Permission denied.")


@posix
def test_a_link_to_a_folder_is_named_and_not_followed(folder):
    (folder / "round").symlink_to(folder, target_is_directory=True)
    (folder / "odd.jsonl").symlink_to(folder, target_is_directory=True)
    whole = report(folder)
    assert sorted(whole.notes) == [
        "odd.jsonl: The file cannot be read: it is a folder.",
        "odd.jsonl: a link to a folder, which is not followed.",
        "round: a link to a folder, which is not followed.",
    ]
    linked = folder.with_name("linked")
    linked.symlink_to(folder, target_is_directory=True)
    assert report(linked).rows == whole.rows


def test_a_whole_disk_is_not_searched(folder, monkeypatch):
    monkeypatch.setattr(_class_files, "MOST_ENTRIES", 1)
    whole = report(folder)
    assert whole.n_learners == 1
    assert whole.notes == ("Only the first 1 files and folders were looked at.",)


def test_after_enough_files_no_further_folder_is_opened(tmp_path, monkeypatch):
    (tmp_path / "a" / "b").mkdir(parents=True)
    opened, real = [], os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: opened.append(path) or real(path))
    monkeypatch.setattr(_class_files, "MOST_ENTRIES", 1)
    report(tmp_path)
    assert opened == [tmp_path]


def test_folders_may_be_as_deep_as_they_like(folder):
    deep = folder / "/".join("d" * 900)
    os.makedirs(deep)  # noqa: PTH103 Path.mkdir calls itself for each folder above
    hand_in(deep / "eve.jsonl", (B, 0.5))
    assert report(folder).n_learners == 3


def test_a_long_path_is_shortened_in_the_middle(folder, tmp_path):
    deep = folder / "/".join(["d" * 100] * 20)
    os.makedirs(deep)  # noqa: PTH103 Path.mkdir calls itself for each folder above
    (deep / "eve.jsonl").write_bytes(b"x\n" * 10_001)
    (deep / "bob.jsonl").write_bytes(b"x\n" * 1234)
    (folder / "ada.jsonl").rename(deep / "ada.jsonl")
    whole = report(folder, show_learners=True)
    some, many, more = whole.notes
    begin, end = some.split(": ")[0].split("…")
    assert begin == "d" * 60
    assert end.endswith("d/bob.jsonl")
    assert "1,234 lines (1, 2, 3, 4, 5, …) are not an answer" in some
    assert "10,001 lines (1, 2, 3, 4, 5, …) are not an answer" in many
    assert more.endswith("After 10,001 lines, too many of them no answers, nothing more is read.")
    assert max(len(row.file) for row in whole.learners) == 121
    with pytest.raises(
        NotADirectoryError, match=r"folder is '.*…d+', where there is none"
    ) as caught:
        report(str(tmp_path / "/".join(["d" * 100] * 40)))
    assert len(str(caught.value)) < 200


@posix
def test_names_stay_on_their_line_and_can_be_printed(folder):
    name = os.fsdecode(b"a\nb\xff\x1b[31m.jsonl")
    hand_in(folder / "x.jsonl", (B, 0.5), learner="\ud800\n\x1b").rename(folder / name)
    (folder / "ada.jsonl").unlink()
    (folder / "bob.jsonl").write_bytes(b"")
    whole = report(folder, show_learners=True)
    for shown in (repr(whole), whole._repr_html_()):
        shown.encode()
        assert "\x1b" not in shown
        assert r"a\nb\udcff\x1b[31m.jsonl" in shown
        assert r"\ud800\n\x1b" in shown


@pytest.mark.parametrize(
    ("folder", "error", "message"),
    [
        (3, TypeError, "folder is 3: give a path"),
        (None, TypeError, "folder is None: give a path"),
        ("a\0", ValueError, "folder is 'a.*', with a letter that no path can hold"),
        ("x" * 5000, NotADirectoryError, "where there is none: name a folder"),
    ],
)
def test_what_can_be_no_folder_is_named(folder, error, message):
    with pytest.raises(error, match=message):
        report(folder)


def test_a_class_of_300_is_read_file_by_file_once(tmp_path, monkeypatch):
    files = [hand_in(tmp_path / f"{i}.jsonl", (A, 0.9), (B, 0.7)) for i in range(300)]
    read_bytes, real = [], os.read

    def count(file, n):
        data = real(file, n)
        read_bytes.append(len(data))
        return data

    parsed, parse = [], _lines._parse
    monkeypatch.setattr(os, "read", count)
    monkeypatch.setattr(_lines, "_parse", lambda line: parsed.append(line) or parse(line))
    assert report(tmp_path).n_learners == 300
    assert sum(read_bytes) == sum(file.stat().st_size for file in files)
    assert len(parsed) == sum(file.read_bytes().count(b"\n") for file in files)


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_what_may_be_done_is_true_or_false(tmp_path, value):
    with pytest.raises(TypeError, match=r"show_learners is .*: give True or False"):
        report(tmp_path, show_learners=value)
    with pytest.raises(TypeError, match=r"dry_run is .*: give True or False"):
        forget(dry_run=value)

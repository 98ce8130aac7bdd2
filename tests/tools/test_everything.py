"""All is built with one task, in the order in which one needs the other, with the same options."""

import pytest

from tools import everything


@pytest.fixture
def built(monkeypatch):
    asked = []

    def task(name, code):
        def main(arguments):
            asked.append((name, arguments))
            return code

        return main

    for name, code in (("slides", 0), ("book", 1), ("site", 0)):
        monkeypatch.setattr(everything, name, task(name, code))
    return asked


def test_what_fails_stops_nothing_else_and_is_told(built, tmp_path):
    url = "https://x.org/y"
    code = everything.main(
        [f"--url={url}", "--without=solutions,teachers", f"--pyodide={tmp_path}"]
    )
    shared = [f"--url={url}", "--without=solutions", "--without=teachers"]
    assert built == [
        ("site", [*shared, f"--pyodide={tmp_path}"]),
        ("slides", shared),
        ("book", shared),
    ]
    assert code == 1


def test_without_options_there_are_none(built):
    everything.main([])
    assert built == [("site", []), ("slides", []), ("book", [])]

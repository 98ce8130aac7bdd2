"""What cannot be built is said, all of it; what was built before leaves no trace."""

import pytest

from tools.folders import Folders
from tools.lite.build import Lite
from tools.site import __main__ as build
from tools.site import npm
from tools.slides import __main__ as slides
from tools.stop import Stop


@pytest.mark.parametrize(("task", "who"), [("site", "the pages"), ("slides", "the slides")])
def test_without_npm_one_line_says_so(monkeypatch, capsys, tmp_path, task, who):
    def lacking():
        raise Stop("npm (somewhere)")

    monkeypatch.setattr(npm, "packages", lacking)
    monkeypatch.setattr(Lite, "build", lambda self, copy: True)
    main = {"site": build.main, "slides": slides.main}[task]
    assert main([], Folders(tmp_path)) == 1
    assert capsys.readouterr().err == f"course.py {task}: {who} need npm (somewhere)\n"


def test_a_new_site_leaves_the_slides_alone(tmp_path):
    kept = [tmp_path / name for name in ("slides/a.html", "lite/b.html", "course.pdf")]
    gone = [tmp_path / name for name in ("index.html", "lessons/c.html")]
    for path in [*kept, *gone]:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    build.clear(tmp_path)
    assert [path.exists() for path in [*kept, *gone]] == [True] * 3 + [False] * 2
    build.clear(tmp_path / "not there")


@pytest.mark.parametrize("refused", [False, True])
def test_what_the_course_in_the_browser_lacks_is_said_also_when_pages_are_refused(
    monkeypatch, capsys, tmp_path, refused
):
    def lacking(self, copy):
        raise Stop("pip could not fetch the packages")

    def pages(site, url):
        if refused:
            raise Stop("a page is wrong")

    monkeypatch.setattr(build, "set_pages", pages)
    monkeypatch.setattr(Lite, "build", lacking)
    assert build.main([], Folders(tmp_path)) == 1
    said = "a page is wrong\n" * refused + "pip could not fetch the packages\n"
    assert capsys.readouterr().err == "course.py site: " + said


def test_when_pages_come_or_go_sphinx_begins_again(tmp_path):
    def kept(names):
        for name in ("doctrees", "html"):
            (tmp_path / name).mkdir(exist_ok=True)
        build.forget_other_pages(tmp_path, names)
        return (tmp_path / "html").exists(), (tmp_path / "doctrees").exists()

    assert kept(["a.md", "b.md"]) == (False, False)
    assert kept(["a.md", "b.md"]) == (True, True)
    assert kept(["a.md"]) == (False, False)

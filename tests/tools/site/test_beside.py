"""Pages lead to slides and book when they are there, built before or after."""

from tools.site import beside


def test_a_link_comes_and_goes_with_what_it_leads_to(tmp_path):
    marked = beside.mark("slides/a.html", ' · <a href="@">Slides</a>', "lessons/a.html")
    text = f"<p>Links{marked} · more</p>"
    (tmp_path / "lessons").mkdir()
    page = tmp_path / "lessons" / "a.html"
    page.write_text(text)
    beside.settle(tmp_path)
    assert page.read_text() == text, "hidden in a comment"
    (tmp_path / "slides").mkdir()
    (tmp_path / "slides" / "a.html").touch()
    beside.settle(tmp_path)
    shown = page.read_text()
    assert '--> · <a href="../slides/a.html">Slides</a><!-- /beside --> · more' in shown
    beside.settle(tmp_path)
    assert page.read_text() == shown
    (tmp_path / "slides" / "a.html").unlink()
    beside.settle(tmp_path)
    assert page.read_text() == text

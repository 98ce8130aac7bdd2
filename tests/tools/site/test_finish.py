"""Pages load one style sheet, one script and the letters they have; nothing used is gone."""

import re
import struct
import zlib
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from tools.folders import HERE
from tools.site import bundle, code, finish, fonts, icons, images
from tools.stop import Stop

FONT = (HERE.package / "figure" / "fonts" / "Inter-Regular.otf").read_bytes()
SCRIPT = (
    '(()=>{var b={"cloud":[9,9,[],"f1","M9"],sun:[8,8,[1],"f2","M8"]};!function(c){try{c()}'
    'catch(c){}}(function(){p("far",b)})})(),'
    '(()=>{var b={bars:[448,512,["navicon"],"f0c9","M0 9"],"angle-left":[256,512,[8],"f104","M1"]}'
    ';!function(c){try{c()}catch(c){}}(function(){p("fas",b)})})()'
)


def png(wide, high):
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + zlib.compress(b"")


# --- Icons ---------------------------------------------------------------------------------


def test_icons_are_read_from_the_themes_script_by_their_names_and_other_names():
    known = icons.drawn(SCRIPT)
    assert known["fas", "bars"] == known["fas", "navicon"] == icons.Icon("448", "512", "M0 9")
    assert ("far", "sun") in known
    assert ("fas", "sun") not in known


def test_an_icon_is_drawn_in_its_place_and_keeps_what_else_its_mark_says():
    page = '<b><span class="on fa-solid fa-bars fa-lg" data-mode="light"></span></b>'
    made = icons.put(page, icons.drawn(SCRIPT))
    assert '<svg class="svg-inline--fa on fa-bars fa-lg" viewBox="0 0 448 512"' in made
    assert 'aria-hidden="true" data-mode="light"><path fill="currentColor" d="M0 9"/>' in made
    assert icons.used(page) == {("fas", "bars")}
    assert icons.used(made) == set()
    words = '<span class="fa-lg"></span><i class="note"></i>'
    assert icons.put(words, {}) == words


def test_an_icon_that_the_theme_lacks_is_said():
    with pytest.raises(Stop, match="no icon unicorn"):
        icons.put('<i class="fa-solid fa-unicorn"></i>', icons.drawn(SCRIPT))


def test_icons_of_style_sheets_are_found():
    assert icons.letters(r'.a { content: "\f0c9" } .b { content: "\201c" }') == {"\uf0c9"}


# --- Fonts ---------------------------------------------------------------------------------


def test_a_font_keeps_the_letters_that_are_read_and_no_others(tmp_path):
    pytest.importorskip("brotli", reason="it packs fonts")
    data = fonts.subset(FONT, fonts.letters("p = σ(z)", r'"\u2265"'), tmp_path)
    read = TTFont(BytesIO(data))
    assert {ord("σ"), ord("≥"), ord("A"), ord("~")} <= set(read.getBestCmap())
    assert ord("Ж") not in read.getBestCmap()
    assert read.flavor == "woff2"
    assert len(data) < len(FONT) / 3
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"kept")
    assert fonts.subset(FONT, fonts.letters("p = σ(z)", r'"\u2265"'), tmp_path) == b"kept"


def test_figures_of_one_width_stay():
    pytest.importorskip("brotli", reason="it packs fonts")
    features = TTFont(BytesIO(fonts.made(FONT, "0123456789")))["GSUB"].table.FeatureList
    assert "tnum" in {one.FeatureTag for one in features.FeatureRecord}


# --- Style sheets and scripts ---------------------------------------------------------------


def test_what_all_pages_load_is_common_in_their_order():
    assert bundle.common([["a", "b", "c"], ["a", "c", "x"]]) == ["a", "c"]
    assert bundle.common([]) == []


def test_a_style_sheet_brings_what_it_imports_and_its_links_hold_from_elsewhere():
    files = {
        "_static/styles/a.css": '@import "../b.css";\n/* why */ a { background: url("../x.svg") }',
        "_static/b.css": '@charset "UTF-8"; b { src: url(fonts/y.woff2), url(data:z), url(#q) }',
    }
    made = bundle.sheet(files.__getitem__, "_static/styles/a.css", "_static")
    moved = "b { src: url(fonts/y.woff2), url(data:z), url(#q) } a { background: url(x.svg) }"
    assert " ".join(made.split()) == moved


def test_scripts_follow_each_other_whatever_their_last_line_is():
    files = {
        "a/documentation_options.js": "const A = 1",
        "b.js": "(() => 2)()\n//# sourceMappingURL=b",
    }
    made = bundle.script(files.__getitem__, list(files))
    assert made == f";\nconst A = 1\n;\n{bundle.PAGE_NAME}(() => 2)()\n;\n"


def test_the_theme_does_not_lay_out_what_nobody_reads():
    place = "_static/scripts/pydata-sphinx-theme.js"
    theme = 'a(1),"complete"===document.readyState?I():window.addEventListener("load",I)})();'
    assert bundle.script({place: theme}.__getitem__, [place]) == ";\na(1),0})();\n;\n"


PAGE = """<html lang="en"><head>
<link rel="stylesheet" href="../_static/a.css?v=1"><link href="../_static/own.css" rel="stylesheet">
<link rel="preload" as="script" href="../_static/b.js">
<script>DOCUMENTATION_OPTIONS.pagename = 'x/y';</script>
<script src="../_static/b.js?v=2"></script><script src="../_static/only.js"></script>
<script type="module" src="../_static/b.js"></script>
</head></html>"""


def test_a_page_loads_bundles_and_nothing_that_stops_it():
    bundles = {"_static/page.1.css": ["_static/a.css"], "_static/page.2.js": ["_static/b.js"]}
    made = bundle.loading(PAGE, "x/y.html", bundles)
    assert '<html data-pagename="x/y" lang="en">' in made
    assert re.findall(r'(?:href|src)="([^"]+)"', made) == [
        "../_static/page.1.css",
        "../_static/own.css",
        "../_static/page.2.js",
        "../_static/only.js",
        "../_static/b.js",
    ]
    assert re.findall(r"<script [^>]*", made)[:2] == [
        '<script defer src="../_static/page.2.js"',
        '<script defer src="../_static/only.js"',
    ]
    assert "DOCUMENTATION_OPTIONS" not in made


# --- Pictures ------------------------------------------------------------------------------


def test_pictures_have_their_size_and_those_below_wait(tmp_path):
    (tmp_path / "a.png").write_bytes(png(300, 200))
    (tmp_path / "b.svg").write_text('<svg viewBox="0 0 30.4 20"></svg>')
    page = '<img src="a.png" alt=""><img src="b.svg"><img src="http://c"><img src="d" width="1">'
    made = images.IMAGE.findall(images.roomy(page, tmp_path))
    assert made[0] == '<img width="300" height="200" decoding="async" src="a.png" alt="">'
    assert made[1] == '<img width="30" height="20" loading="lazy" decoding="async" src="b.svg">'
    assert made[2] == '<img loading="lazy" decoding="async" src="http://c">'
    assert made[3] == '<img loading="lazy" decoding="async" src="d" width="1">'


def test_a_picture_in_points_is_as_large_as_on_paper(tmp_path):
    head = '<svg width="388.8pt" height="72pt" viewBox="0 0 388.8 72" version="1.1">'
    (tmp_path / "a.svg").write_text(head)
    assert images.size(tmp_path / "a.svg") == (518, 96)


# --- All together --------------------------------------------------------------------------


def test_a_style_sheet_that_names_what_is_not_there_is_refused(tmp_path):
    (tmp_path / "a.css").write_text("a { background: url(b.png) } b { background: url(data:x) }")
    with pytest.raises(Stop, match=r"a\.css names b\.png"):
        finish.checked(tmp_path)
    (tmp_path / "b.png").touch()
    finish.checked(tmp_path)


# --- Code ----------------------------------------------------------------------------------


def test_lines_of_code_are_elements_with_their_indentation_and_the_same_text():
    source = 'def f():\n    <span class="s">&quot;one\n  two&quot;</span>\n\nf()\n'
    page = f'<div class="highlight-python notranslate"><div class="highlight"><pre>{source}</pre>'
    made = code.lines(page)
    assert re.sub(r"</?span[^>]*>", "", made) == re.sub(r"</?span[^>]*>", "", page)
    assert '<span class="l" style="--i:4">    <span class="s">&quot;one</span></span>\n' in made
    assert '<span class="l" style="--i:2"><span class="s">  two&quot;</span></span>\n' in made
    assert made.count('<span class="l"') == 5
    printed = page.replace("python", "myst-ansi")
    assert code.lines(printed) == printed, "output keeps its columns"

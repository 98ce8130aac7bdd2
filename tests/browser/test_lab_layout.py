"""Explorers in JupyterLab, wide and narrow: abreast or one above the other, nothing too small."""

from bce_lessons import explorers
from bce_lessons.palette import NIGHT
from bce_lessons.plots import alt_text, log_curve
from tests.figure.words_apart import ROOM
from tools.browser import run_all, theme

SHOWN = ["four_panels", "iris", "add_noise", "choose_threshold", "calibrate", "descent_path"]
FAULTS = """async ([number, least]) => {
  const box = document.querySelectorAll('.explorer.widget-vbox')[number], found = [];
  const say = (...what) => found.push(what.join(' '));
  const edges = n => n.getBoundingClientRect();
  const pane = box.closest('.jp-WindowedPanel-outer'), rows = [...box.children].slice(0, -1);
  const panels = [...box.querySelectorAll('.explorer-panels > svg')];
  box.scrollIntoView({ block: 'start' });
  await new Promise(done => setTimeout(done, 50));
  for (let n = panels[0]; n && n !== pane; n = n.parentElement) {
    const style = getComputedStyle(n);
    if (/auto|scroll/.test(style.overflowX) && n.scrollWidth > n.clientWidth)
      say('scrolls sideways by', n.scrollWidth - n.clientWidth, n.className);
    if (/auto|scroll/.test(style.overflowY) && n.scrollHeight > n.clientHeight)
      say('scrolls by', n.scrollHeight - n.clientHeight, n.className);
  }
  if (edges(box).height > edges(pane).height)
    say('not on one screen:', edges(box).height, 'of', edges(pane).height);
  const tops = panels.map(panel => Math.round(edges(panel).top));
  const abreast = [...new Set(tops)].map(top => tops.filter(one => one === top).length);
  if (new Set(abreast).size > 1) say('an orphan:', abreast);
  for (const panel of panels) if (edges(panel).right > edges(pane).right) say('out of sight');
  for (const text of box.querySelectorAll('.explorer-panels text')) {
    if (!text.textContent || !text.checkVisibility({ visibilityProperty: true })) continue;
    const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
    if (size < least) say('letters of', size.toFixed(1), text.textContent);
  }
  for (const panel of edges(box).height > edges(pane).height ? panels : []) {
    panel.scrollIntoView({ block: 'end' });
    await new Promise(done => setTimeout(done, 50));
    const first = Math.min(...rows.map(row => edges(row).top));
    if (first < edges(pane).top - 1) say('controls out of sight by', edges(pane).top - first);
  }
  return [...new Set(found)];
}"""


FIGURE = """() => {
  const image = document.querySelector('img.bce-figure'), { width } = image.getBoundingClientRect();
  return [image.alt, width, image.naturalWidth, getComputedStyle(image).filter];
}"""
DRAW = """from bce_lessons import plots
plots.show(plots.log_curve())"""


def test_a_figure_has_words_large_letters_and_a_dark_twin_in_jupyterlab(open_lab, tmp_path, keep):
    lab = open_lab(f"{tmp_path.name}.ipynb", [DRAW], height=900)
    theme(lab, "Light")
    run_all(lab)
    lab.locator("img.bce-figure").wait_for()
    lab.set_viewport_size({"width": 900, "height": 900})
    for name, wanted in (("Light", "none"), ("Dark", NIGHT), ("Light", "none")):
        theme(lab, name)
        alt, width, pixels, drawn = lab.evaluate(FIGURE)
        assert alt == alt_text(log_curve())
        assert width >= ROOM, "or letters are smaller than words_apart.py reckons"
        assert pixels == 1.5 * 704
        assert drawn == wanted
        keep(lab, f"figure-{name}")


def test_panels_are_in_sight_in_jupyterlab_at_every_width(open_lab, tmp_path, keep):
    cells = ["from bce_lessons import explorers"] + [f"explorers.{name}()" for name in SHOWN]
    lab = open_lab(f"{tmp_path.name}.ipynb", cells, height=900)
    run_all(lab)
    panels = sum(len(getattr(explorers, name)().panels) for name in SHOWN)
    lab.locator(".explorer-panels > svg").nth(panels - 1).wait_for()
    faults = []
    for width in (1300, 1000, 900):
        lab.set_viewport_size({"width": width, "height": 900})
        for number, name in enumerate(SHOWN):
            found = lab.evaluate(FAULTS, [number, 9])
            faults += [f"{name} at {width}: {fault}" for fault in found]
            keep(lab, f"{width}-{name}")
    assert not faults, "\n".join(faults)

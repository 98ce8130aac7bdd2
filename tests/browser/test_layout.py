"""Explorers at the widths of phones, tablets and desks: in sight, large enough, not too faint."""

import ipywidgets as w
from standing_out import faint

from bce_lessons import explorers

# A window, and the width that the site leaves for text in it.
WINDOWS = {
    (390, 844): 366, (768, 1024): 736, (1280, 800): 760, (1440, 900): 790, (1920, 1080): 790,
    (320, 700): 296, (1280, 600): 790, (820, 900): 640,
}  # fmt: skip
LEAST = 9  # pixels of a letter
FINGER = 24  # pixels of what is pressed: WCAG 2.2, 2.5.8
HEADER = 56  # pixels that a page may keep at its top
STYLE = f"""main {{ margin: auto; padding-bottom: 100vh }} .explorer {{ --above: {HEADER}px }}
main .widget-box:not(.explorer, .explorer *) {{ overflow: visible }}"""

# Every picture is drawn, and every control has its name.
READY = """([explorers, panels]) => {
  const boxes = [...document.querySelectorAll('.explorer.widget-vbox')];
  const rows = boxes.flatMap(box => [...box.children].slice(0, -1));
  return boxes.length === explorers && rows.every(row => row.querySelector('label')?.textContent)
    && document.querySelectorAll('.explorer-panels > svg').length === panels;
}"""

# The page's own controls in the place of Jupyter's, as docs/_static/explorers.js moves them.
PLAIN = """() => {
  for (const box of document.querySelectorAll('.explorer.widget-vbox')) {
    const figure = box.querySelector('figure'), made = document.createElement('div');
    const rows = [...box.children].slice(0, -1).map((child, i) => {
      const name = child.querySelector('label').textContent;
      const toggles = [...child.querySelectorAll('.jupyter-button.widget-toggle-button')];
      const play = child.querySelector('.widget-play')
        ? '<button class="explorer-play" aria-label="play"></button>' : '';
      return '<div class="explorer-control">' + (toggles.length
        ? `<span class="explorer-name">${name}</span><span class="explorer-buttons">`
          + toggles.map((b, j) => `<button aria-pressed="${!j}">${b.textContent}</button>`).join('')
          + '</span>'
        : `<label>${name}</label><input type="range"><input class="explorer-value" size="6">`
          + play) + '</div>';
    });
    made.className = 'explorer';
    made.innerHTML = `<div class="explorer-controls">${rows.join('')}</div>`;
    made.append(figure);
    document.querySelector('main').append(made);
    box.remove();
  }
}"""
FAULTS = """async ([number, least, finger, header]) => {
  const box = [...document.querySelectorAll('.explorer')].filter(n => n.querySelector('figure'))
    .filter(n => !n.parentElement.closest('.explorer'))[number];
  const found = [], say = (...what) => found.push(what.join(' '));
  const rows = [...box.children].slice(0, -1);
  const panels = [...box.querySelectorAll('.explorer-panels > svg')];
  const boxOf = n => n.getBoundingClientRect();
  scrollTo(0, 0);
  scrollTo(0, boxOf(box).top - header);
  await new Promise(requestAnimationFrame);
  const fits = boxOf(box).bottom <= innerHeight + 1;
  const picture = box.querySelector('figure');
  const apart = boxOf(picture).top - Math.max(...rows.map(n => boxOf(n).bottom));
  if (fits && (apart < -1 || apart > 20)) say('the picture is apart from its controls by', apart);
  const tops = new Map();
  for (const panel of panels) {
    const { top, left, right } = boxOf(panel);
    if (left < boxOf(box).left - 1 || right > boxOf(box).right + 1) say('beside its place');
    tops.set(Math.round(top), (tops.get(Math.round(top)) ?? 0) + 1);
  }
  const abreast = [...tops.values()];
  if (new Set(abreast).size > 1) say('an orphan:', abreast);
  if (document.documentElement.scrollWidth > innerWidth) say('wider than its window');
  for (const node of [box, ...box.querySelectorAll('*')])
    if (/auto|scroll/.test(getComputedStyle(node).overflowX) && node.scrollWidth > node.clientWidth)
      say('scrolls sideways:', node.className);
  for (const letters of box.querySelectorAll('.explorer-panels text')) {
    if (!letters.textContent || !letters.checkVisibility({ visibilityProperty: true })) continue;
    const size = parseFloat(getComputedStyle(letters).fontSize) * letters.getScreenCTM().a;
    if (size < least) say('letters of', size.toFixed(1), letters.textContent);
  }
  const pressed = '.noUi-handle, button, input, select, .widget-readout';
  for (const node of rows.flatMap(row => [...row.querySelectorAll(pressed)])) {
    const r = boxOf(node), around = getComputedStyle(node, '::before');
    const more = around.position === 'absolute' ? -2 * parseFloat(around.top) || 0 : 0;
    if (r.width && Math.min(r.width, r.height) + more < finger) say('small:', node.className);
  }
  for (const panel of fits ? [] : panels) {  // then the controls stay while a panel is looked at
    panel.scrollIntoView({ block: 'end' });
    await new Promise(requestAnimationFrame);
    const last = Math.max(...rows.map(row => boxOf(row).bottom));
    const first = Math.min(...rows.map(row => boxOf(row).top));
    if (first < header - 1 || last > innerHeight) say('controls out of sight', first, last);
    if (boxOf(panel).top < last - 1) say('controls cover the panel', last - boxOf(panel).top);
  }
  return found;
}"""


def shown():
    """Return the course's explorers, by name."""
    made = {name: getattr(explorers, name) for name in explorers.__all__}
    found = {}
    for name, make in made.items():
        try:
            explorer = make()
        except TypeError:  # it needs something to show
            continue
        if isinstance(explorer, explorers.Explorer):
            found[name] = explorer
    return found


def show_all(site, made, **options):
    """Show explorers on one page, and wait for all that belongs to them."""
    page = site.show(w.VBox([one.widget for one in made.values()]), "Explorers", **options)
    page.wait_for_function(READY, arg=[len(made), sum(len(one.panels) for one in made.values())])
    return page


def ill_placed(page, names, keep, kind):
    """Say what of a page's explorers is out of sight or too small, in which window."""
    found = []
    for (width, height), text in WINDOWS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.add_style_tag(content=f"main {{ max-width: {text}px }}")
        for number, name in enumerate(names):
            faults = page.evaluate(FAULTS, [number, LEAST, FINGER, HEADER])
            found += [f"{name} at {width}: {fault}" for fault in dict.fromkeys(faults)]
            keep(page, f"{kind}-{width}-{name}")
    return found


def test_explorers_stand_out_and_are_in_sight_with_their_controls(site, keep):
    """First with Jupyter's controls, then with the page's own: one page has all explorers."""
    made, found = shown(), []
    page = show_all(site, made)
    for kind in ("stock", "plain"):
        if kind == "plain":
            page.evaluate(PLAIN)
            assert page.locator(".explorer.widget-vbox").count() == 0
        faults = faint(page)
        page.add_style_tag(content=STYLE)
        faults += ill_placed(page, made, keep, kind)
        found += [f"{kind}, {fault}" for fault in faults]
    assert not found, "\n".join(found)

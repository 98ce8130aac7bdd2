"""What of explorers stands out too little, in both themes: by the colours of every element."""

# Faults of the contrast of letters and marks, as a browser has coloured them.
FAULTS = """async ([letter, mark]) => {
  await new Promise(requestAnimationFrame);
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = css => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = css;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
    return [[r, g, b], a / 255];
  };
  const luminance = rgb => rgb.map(v => v / 255)
    .map(v => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const over = (css, share, ground) => {
    const [rgb, a] = rgba(css);
    return rgb.map((v, i) => a * share * v + (1 - a * share) * ground[i]);
  };
  const ratio = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((p, q) => p - q);
    return (high + 0.05) / (low + 0.05);
  };
  const groundOf = node => {
    const all = [];
    for (let n = node; n; n = n.parentElement) all.unshift(getComputedStyle(n).backgroundColor);
    return all.reduce((ground, css) => over(css, 1, ground), [255, 255, 255]);
  };
  const found = [], seen = n => n.checkVisibility({ visibilityProperty: true });
  const check = (node, least, ground, ...layers) => {
    const best = Math.max(...layers.map(([css, share]) => ratio(over(css, share, ground), ground)));
    if (best < least) found.push([best.toFixed(2), node.getAttribute('class') ?? node.localName,
      node.parentNode.getAttribute('class'), node.textContent.slice(0, 30), layers].join(' '));
  };
  for (const panels of document.querySelectorAll('.explorer-panels')) {
    const page = groundOf(panels);
    for (const text of panels.querySelectorAll('text')) {
      const style = getComputedStyle(text);
      if (text.textContent && seen(text))
        check(text, letter, page, [style.fill, style.opacity * style.fillOpacity]);
    }
    const marks = '.line path, .rule path, .arrow path, .bar path, .dot .point, .axes path';
    for (const node of panels.querySelectorAll(`:is(${marks}), .field path`)) {
      const style = getComputedStyle(node), layers = [];
      if (!seen(node) || !node.getAttribute('d')) continue;
      if (style.fill !== 'none') layers.push([style.fill, style.fillOpacity]);
      if (style.stroke !== 'none') layers.push([style.stroke, style.strokeOpacity]);
      check(node, mark, page, ...layers);
    }
  }
  const controls = '.noUi-target, .noUi-handle, .jupyter-button, .explorer-controls button';
  for (const node of document.querySelectorAll(controls)) {
    if (!seen(node)) continue;
    const style = getComputedStyle(node), page = groundOf(node.parentElement);
    const border = [style.borderTopColor, parseFloat(style.borderTopWidth) ? 1 : 0];
    check(node, mark, page, border, [style.backgroundColor, 1]);
  }
  const words = '.widget-label, .widget-readout, button, label, .explorer-name, figcaption';
  for (const node of document.querySelectorAll(`.explorer :is(${words})`))
    if (seen(node) && node.textContent)
      check(node, letter, groundOf(node), [getComputedStyle(node).color, 1]);
  return [...new Set(found)];
}"""


def faint(page):
    """Say which letters and marks of a page's explorers do not stand out, in which theme."""
    page.add_style_tag(content="* { transition: none !important }")
    found = []
    for theme in ("dark", "light"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        found += [f"{theme}: {fault}" for fault in page.evaluate(FAULTS, [4.5, 3])]
    return found

// The picture of every explorer: look each channel up in the tables that Python made, set attributes
// of SVG nodes made once. No formula lives here, and nothing that knows what the controls are:
// explorer.js reads stock widgets in Jupyter, a page of the site its own sliders. It follows sound.js.

/** Undo zlib in the browser. */
export const unpack = (view) => new Response(new Blob([view]).stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer();

/** A table as rows: decoded once, so that moving a slider allocates nothing. */
function rowsOf({ type, shape, start, bytes, low, step }, all) {
  if (type === "text") return JSON.parse(new TextDecoder().decode(new Uint8Array(all, start, bytes)));
  const raw = type === "f8" ? new Float64Array(all.slice(start, start + bytes)) : type === "u8" ? new Uint8Array(all, start, bytes) : new Uint16Array(all, start, bytes / 2);
  const size = shape.reduce((a, b) => a * b, 1), part = (i) => (low.length > 1 ? Math.floor(i / size) : 0);
  const values = Float64Array.from(raw, (v, i) => low[part(i)] + step[part(i)] * v);
  return shape.length ? Array.from({ length: values.length / size }, (_, i) => values.subarray(i * size, (i + 1) * size)) : values;
}

/** Look a channel up where the controls stand. */
function reader(all, controls, positions) {
  const tables = new Map();
  return (ref) => {
    if ("const" in ref) return ref.const;
    if (!tables.has(ref.start)) tables.set(ref.start, rowsOf(ref, all));
    return tables.get(ref.start)[ref.at.reduce((row, c) => row * controls[c].n + positions[c], 0)];
  };
}

/** Which position a control stands at: that between whose edges, as Python has computed them, its value lies. */
export function positionOf({ edges }, value) {
  const above = edges?.findIndex((edge) => value < edge) ?? value;
  return above < 0 ? edges.length : above;
}

/** Set what changed, and nothing else. */
function set(node, attrs) {
  const old = (node.was ??= {});
  for (const k in attrs) if (old[k] !== attrs[k]) node.setAttribute(k, (old[k] = attrs[k]));
  return node;
}

const make = (parent, tag, attrs = {}, text = "") =>
  set(Object.assign(parent.appendChild(document.createElementNS("http://www.w3.org/2000/svg", tag)), text ? { textContent: text } : {}), attrs);

/** The first `n` children of a group; what is missing is made, what is too much is hidden. */
function keep(group, tag, n) {
  while (group.childNodes.length < n) make(group, tag);
  group.childNodes.forEach((node, i) => set(node, { visibility: i < n ? "inherit" : "hidden" }));
  return group.childNodes;
}

const many = (v) => typeof v === "object";
const item = (v, i) => (many(v) ? v[v.length === 1 ? 0 : i] : v);
const count = (...all) => Math.max(...all.map((v) => (many(v) ? v.length : 1)));
const px = (v) => Math.round(v * 100) / 100;
const path = (n, x, y) => Array.from({ length: n }, (_, i) => `${px(x(i))},${px(y(i))}`).join("L");
const dashes = { "-": "none", "--": "6 4", "-.": "7 3 2 3" };

const SHAPES = {
  o: (r) => `M${-r},0a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0Z`,
  s: (r) => `M${-r * 0.9},${-r * 0.9}h${r * 1.8}v${r * 1.8}h${-r * 1.8}Z`,
  D: (r) => `M0,${-r * 1.25}L${r * 1.25},0L0,${r * 1.25}L${-r * 1.25},0Z`,
  "^": (r) => `M0,${-r * 1.15}L${r * 1.15},${r * 0.9}H${-r * 1.15}Z`,
};

/** Hold a value inside its limits, and say by how many quarter turns an arrowhead points out. */
function hold(v, [low, high], below, above) {
  const slack = 1e-4 * (high - low);
  return v > high + slack ? [high, above] : v < low - slack ? [low, below] : [v, null];
}

const MARKS = {
  line(g, f, m, o) {
    const n = count(m.x, m.y), dash = o.dash === null ? f.colors[m.color].dash : o.dash ? "--" : "-";
    const d = "M" + path(n, (i) => f.x(item(m.x, i)), (i) => f.y(item(m.y, i))), stroke = f.colors[m.color].css;
    set(keep(g, "path", 1)[0], { d, stroke, fill: "none", "stroke-width": o.width, "stroke-dasharray": dashes[dash], "stroke-linejoin": "round" });
  },
  area(g, f, m) {
    const n = count(m.x, m.y), x = (i) => f.x(item(m.x, i));
    const there = path(n, x, (i) => f.y(item(m.y, i)));
    const back = path(n, (i) => x(n - 1 - i), (i) => f.y(item(m.base, n - 1 - i)));
    set(keep(g, "path", 1)[0], { d: `M${there}L${back}Z`, fill: f.colors[m.color].css, "fill-opacity": 0.25 });
  },
  dot(g, f, m, o) {
    const n = count(m.x, m.y, m.glow ?? 0), nodes = keep(g, "path", 2 * n);
    for (let i = 0; i < n; i++) {
      const [x, outX] = hold(item(m.x, i), f.xlim, 3, 1), [y, outY] = hold(item(m.y, i), f.ylim, 2, 0);
      const glow = Math.max(0, Math.min(1, item(m.glow ?? 0, i))), turn = outY ?? outX;
      const color = f.colors[item(m.color, i)], at = `translate(${px(f.x(x))},${px(f.y(y))})`;
      set(nodes[i], { transform: at, d: glow ? SHAPES.o(px(o.size + 22 * glow)) : "", fill: `url(#${f.id}-glow)` });
      const shape = SHAPES[turn === null ? color.marker : "^"](o.size), transform = at + (turn ? ` rotate(${90 * turn})` : "");
      set(nodes[n + i], { transform, d: shape, fill: color.css, class: "point" });
    }
  },
  bar(g, f, m, o) {
    const n = count(m.x, m.y), nodes = keep(g, "path", 2 * n);
    for (let i = 0; i < n; i++) {
      const color = f.colors[item(m.color, i)], hollow = color.marker === "s"; // y = 0: outlined
      const [v, turn] = hold(item(m.y, i), f.ylim, 2, 0), x = px(f.x(item(m.x, i)));
      const a = px(f.y(v)), b = px(f.y(item(m.base, i)));
      const look = { fill: color.css, stroke: color.css, "fill-opacity": hollow ? 0.25 : 1, "stroke-dasharray": hollow ? "4 2" : "none" };
      set(nodes[i], { d: `M${x - o.width / 2},${a}h${o.width}V${b}h${-o.width}Z`, ...look });
      set(nodes[n + i], { transform: `translate(${x},${a})${turn ? " rotate(180)" : ""}`, d: turn === null ? "" : SHAPES["^"](7), fill: color.css });
    }
  },
  rule(g, f, m, o) {
    const [[x1, y1], [x2, y2]] = "x" in m ? [[m.x, f.ylim[0]], [m.x, m.to ?? f.ylim[1]]] : [[f.xlim[0], m.y], [m.to ?? f.xlim[1], m.y]];
    const d = `M${px(f.x(x1))},${px(f.y(y1))}L${px(f.x(x2))},${px(f.y(y2))}`, dash = o.dash ? dashes["--"] : "none";
    set(keep(g, "path", 1)[0], { d, stroke: f.colors[m.color].css, "stroke-width": 1.5, "stroke-dasharray": dash });
  },
  arrow(g, f, m) {
    const n = count(m.x, m.y, m.to_x, m.to_y), nodes = keep(g, "path", n);
    for (let i = 0; i < n; i++) {
      const x = f.x(item(m.x, i)), y = f.y(item(m.y, i)), dx = f.x(item(m.to_x, i)) - x, dy = f.y(item(m.to_y, i)) - y;
      const length = Math.hypot(dx, dy), head = Math.min(10, length), turn = (Math.atan2(dy, dx) * 180) / Math.PI;
      const shaft = px(length - head), fill = f.colors[item(m.color, i)].css, transform = `translate(${px(x)},${px(y)}) rotate(${px(turn)})`;
      const d = length < 0.5 ? "" : `M0,0H${shaft}M${shaft},-5L${px(length)},0L${shaft},5Z`;
      set(nodes[i], { d, transform, fill, stroke: fill, "stroke-width": 2.5, "stroke-linejoin": "round" });
    }
  },
  text(g, f, m, o) {
    const [x] = hold(m.x, f.xlim), [y] = hold(m.y, f.ylim), fill = f.colors[m.color].letters;
    const node = set(keep(g, "text", 1)[0], { x: px(f.x(x)), y: px(f.y(y)), fill, "text-anchor": o.anchor });
    if (node.textContent !== m.text) node.textContent = m.text;
  },
  field(g, f, m, o, refs) {
    const [rows, columns] = refs.z.shape, canvas = (g.canvas ??= Object.assign(document.createElement("canvas"), { width: columns, height: rows }));
    const pen = canvas.getContext("2d"), image = pen.createImageData(columns, rows);
    const shades = [m.low, m.high].map((c) => rgb(g, f.colors[c].css)), key = shades.join();
    if (g.z === m.z && g.key === key) return;
    [g.z, g.key] = [m.z, key];
    m.z.forEach((z, i) => {
      const first = rows - 1 - Math.floor(i / columns); // the first row is the lowest
      image.data.set([...shades[z < 0.5 ? 0 : 1], 280 * Math.abs(z - 0.5)], 4 * (first * columns + (i % columns)));
    });
    pen.putImageData(image, 0, 0);
    const [shown, edge] = (g.nodes ??= [make(g, "image", { preserveAspectRatio: "none" }), make(g, "path", { fill: "none", stroke: "var(--ink)", "stroke-width": 1.6 })]);
    const [left, right, top, bottom] = [f.x(f.xlim[0]), f.x(f.xlim[1]), f.y(f.ylim[1]), f.y(f.ylim[0])];
    const dx = (right - left) / (columns - 1), dy = (bottom - top) / (rows - 1);
    set(shown, { href: canvas.toDataURL(), x: left - dx / 2, y: top - dy / 2, width: columns * dx, height: rows * dy });
    const place = ([c, r]) => `${px(left + c * dx)},${px(bottom - r * dy)}`;
    set(edge, { d: crossings(m.z, rows, columns, o.level).map(([a, b]) => `M${place(a)}L${place(b)}`).join("") });
  },
};

/** The segments along which a grid of samples crosses a level (marching squares). */
function crossings(z, rows, columns, level) {
  const found = [];
  for (let r = 0; r + 1 < rows; r++)
    for (let c = 0; c + 1 < columns; c++) {
      const corners = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]], v = corners.map(([i, j]) => z[j * columns + i] - level);
      const cuts = [0, 1, 2, 3].filter((k) => v[k] < 0 !== v[(k + 1) % 4] < 0).map((k) => {
        const [p, q] = [corners[k], corners[(k + 1) % 4]], t = v[k] / (v[k] - v[(k + 1) % 4]);
        return [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t];
      });
      for (let k = 0; k < cuts.length; k += 2) found.push([cuts[k], cuts[k + 1]]);
    }
  return found;
}

/** A colour of the style sheet as the numbers a canvas needs. */
const rgb = (node, css) => ((node.style.color = css), getComputedStyle(node).color.match(/[\d.]+/g).slice(0, 3).map(Number));

const FEW = 7; // of more ticks, narrow panels leave out every other label

/** Draw a panel's axes once; return the function that redraws its marks. */
function panel(art, spec, colors, id) {
  const [W, H, LEFT, RIGHT, BOTTOM, TITLED, UNTITLED] = spec.size;
  const top = spec.title ? TITLED : UNTITLED, bottom = H - BOTTOM;
  const svg = make(art, "svg", { viewBox: `0 0 ${W} ${H}`, "aria-hidden": "true" });
  const scale = ([a, b], p, q) => (v) => p + ((v - a) / (b - a)) * (q - p);
  const frame = { id, colors, xlim: spec.x.lim, ylim: spec.y.lim, x: scale(spec.x.lim, LEFT, W - RIGHT), y: scale(spec.y.lim, bottom, top) };
  const defs = make(svg, "defs"), glow = make(defs, "radialGradient", { id: `${id}-glow` });
  for (const [offset, opacity] of [[0, 0.95], [0.35, 0.6], [1, 0]])
    make(glow, "stop", { offset, "stop-color": colors.find((c) => c.marker === "D").css, "stop-opacity": opacity });
  make(make(defs, "clipPath", { id: `${id}-clip` }), "rect", { x: LEFT, y: top - 1, width: W - LEFT - RIGHT, height: bottom - top + 1 });

  const axes = make(svg, "g", { class: "axes" });
  if (spec.title) make(axes, "text", { x: 4, y: 15, class: "title" }, spec.title);
  make(axes, "text", { x: 4, y: top - 14 }, `↑ ${spec.y.label}`);
  make(axes, "text", { x: (LEFT + W - RIGHT) / 2, y: H - 6, "text-anchor": "middle" }, spec.x.label);
  const tick = (d, at, label) => (make(axes, "path", { d }), make(axes, "text", { class: "tick", ...at }, label));
  const few = spec.x.ticks.length <= FEW, spare = (i) => ({ class: few || i % 2 ? "tick" : "tick spare" });
  spec.x.ticks.forEach(([v, label], i) => tick(`M${px(frame.x(v))},${bottom}v5`, { x: px(frame.x(v)), y: bottom + 18, "text-anchor": "middle", ...spare(i) }, label));
  for (const [v, label] of spec.y.ticks) tick(`M${LEFT},${px(frame.y(v))}h-5`, { x: LEFT - 8, y: px(frame.y(v)) + 4, "text-anchor": "end" }, label);
  make(axes, "path", { d: `M${LEFT},${top}V${bottom}H${W - RIGHT}` });

  const free = ["dot", "bar", "text", "arrow"]; // may touch the edge: held inside, not cut off
  const groups = spec.marks.map((m) => make(svg, "g", { class: m.kind, ...(free.includes(m.kind) ? {} : { "clip-path": `url(#${id}-clip)` }) }));
  return (read) =>
    spec.marks.forEach((mark, i) => {
      const m = Object.fromEntries(Object.entries(mark.channels).map(([name, ref]) => [name, read(ref)]));
      MARKS[mark.kind](groups[i], frame, m, mark, mark.channels);
    });
}

/** The panels of an explorer in an element that is empty: how they are redrawn, and what is said there. */
export function panels(art, { spec, bytes, id }) {
  const at = spec.controls.map(() => 0), read = reader(bytes, spec.controls, at);
  const redraws = spec.panels.map((p, i) => panel(art, p, spec.colors, `${id}-${i + 1}`));
  return (positions) => {
    positions.forEach((position, i) => (at[i] = position));
    for (const redraw of redraws) redraw(read);
    return read(spec.say);
  };
}

const REST = 400; // ms without a change, until the sentence is spoken: in a sweep, only the last one

/** A sentence that is seen at once, and spoken when it has come to rest. */
export const FIGURE = '<figure class="explorer-picture"><figcaption><span class="explorer-shown" aria-hidden="true"></span><span class="explorer-said" role="status"></span><button type="button" class="explorer-hear" title="Hear the curve"></button></figcaption><div class="explorer-panels" role="img"></div></figure>';

/** Draw in a figure, made as FIGURE is, where the controls stand; return the function that does it again. */
export function picture(figure, given) {
  const [{ children: [shown, said, button] }, art] = figure.children;
  art.replaceChildren();
  art.setAttribute("aria-label", given.spec.about);
  const redraw = panels(art, given);
  let rest, heard = false;
  return (positions) => {
    const words = redraw(positions), speak = () => said.textContent === words || (said.textContent = words);
    shown.textContent = words; // after the picture: it can be seen
    if (!heard && (heard = true)) curveOf(art) ? hear(button, art) : button.remove();
    clearTimeout(rest);
    said.textContent ? (rest = setTimeout(speak, REST)) : speak();
  };
}

/** Call a function when the page turns dark or light: what stands on a canvas has no other news of it. */
export function watchTheme(changed) {
  const watch = new MutationObserver(changed), attributeFilter = ["data-theme", "data-jp-theme-light"];
  for (const node of [document.documentElement, document.body]) watch.observe(node, { attributeFilter });
  return watch;
}

// The front end of every explorer: read where the stock controls stand, look each channel up in
// the tables that Python made, set attributes of SVG nodes made once. No formula lives here.

const W = 420, H = 290, LEFT = 46, RIGHT = 14, BOTTOM = 44;
const SVG = "http://www.w3.org/2000/svg";

// ---- tables ---------------------------------------------------------------------------------

/** Undo zlib in the browser. */
async function unpack(view) {
  const stream = new Blob([view]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

/** A table as rows: decoded once, so that moving a slider allocates nothing. */
function rowsOf(ref, bytes) {
  if (ref.type === "text")
    return new TextDecoder().decode(new Uint8Array(bytes, ref.start, ref.bytes)).replace(/\0+$/, "").split("\0");
  const size = ref.shape.reduce((a, b) => a * b, 1), width = ref.type === "u8" ? 1 : 2;
  const Raw = width === 1 ? Uint8Array : Uint16Array;
  const values = Float32Array.from(new Raw(bytes, ref.start, Math.floor(ref.bytes / width)), (v) => ref.low + ref.step * v);
  if (!ref.shape.length) return values;
  return Array.from({ length: Math.floor(values.length / size) }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

function reader(bytes, controls, positions) {
  const tables = new Map();
  const row = (ref) => ref.at.reduce((at, c) => at * controls[c].n + positions[c], 0);
  return (ref) => {
    if ("const" in ref) return ref.const;
    if (!tables.has(ref.start)) tables.set(ref.start, rowsOf(ref, bytes));
    return tables.get(ref.start)[row(ref)];
  };
}

/** Which position a control stands at, from the trait it syncs. */
function positionOf(control, value) {
  const steps = control.base ? Math.log(value) / Math.log(control.base) : value;
  return Math.max(0, Math.min(control.n - 1, Math.round((steps - control.min) / control.step)));
}

// ---- SVG ------------------------------------------------------------------------------------

/** Set what changed, and nothing else. */
function set(node, attrs) {
  const old = (node.was ??= {});
  for (const k in attrs) if (old[k] !== attrs[k]) node.setAttribute(k, (old[k] = attrs[k]));
  return node;
}

function make(parent, tag, attrs = {}, text) {
  const node = parent.appendChild(document.createElementNS(SVG, tag));
  if (text !== undefined) node.textContent = text;
  return set(node, attrs);
}

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
    set(keep(g, "path", 1)[0], {
      d: "M" + path(n, (i) => f.x(item(m.x, i)), (i) => f.y(item(m.y, i))), fill: "none",
      stroke: f.colors[m.color].css, "stroke-width": o.width, "stroke-dasharray": dashes[dash], "stroke-linejoin": "round",
    });
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
      set(nodes[n + i], {
        transform: at + (turn ? ` rotate(${90 * turn})` : ""), d: SHAPES[turn === null ? color.marker : "^"](o.size),
        fill: color.css, class: "point",
      });
    }
  },
  bar(g, f, m, o) {
    const n = count(m.x, m.y), nodes = keep(g, "path", 2 * n);
    for (let i = 0; i < n; i++) {
      const color = f.colors[item(m.color, i)], hollow = color.marker === "s"; // y = 0: outlined
      const [v, turn] = hold(item(m.y, i), f.ylim, 2, 0), x = px(f.x(item(m.x, i)));
      const a = px(f.y(v)), b = px(f.y(item(m.base, i)));
      set(nodes[i], {
        d: `M${x - o.width / 2},${a}h${o.width}V${b}h${-o.width}Z`, fill: color.css, "fill-opacity": hollow ? 0.25 : 0.85,
        stroke: color.css, "stroke-dasharray": hollow ? "4 2" : "none",
      });
      set(nodes[n + i], { transform: `translate(${x},${a})${turn ? " rotate(180)" : ""}`, d: turn === null ? "" : SHAPES["^"](7), fill: color.css });
    }
  },
  rule(g, f, m, o) {
    const [[x1, y1], [x2, y2]] = "x" in m ? [[m.x, f.ylim[0]], [m.x, m.to ?? f.ylim[1]]] : [[f.xlim[0], m.y], [m.to ?? f.xlim[1], m.y]];
    set(keep(g, "line", 1)[0], {
      x1: px(f.x(x1)), x2: px(f.x(x2)), y1: px(f.y(y1)), y2: px(f.y(y2)),
      stroke: f.colors[m.color].css, "stroke-width": 1.5, "stroke-dasharray": o.dash ? dashes["--"] : "none",
    });
  },
  arrow(g, f, m) {
    const n = count(m.x, m.y, m.to_x, m.to_y), nodes = keep(g, "path", n);
    for (let i = 0; i < n; i++) {
      const x = f.x(item(m.x, i)), y = f.y(item(m.y, i)), dx = f.x(item(m.to_x, i)) - x, dy = f.y(item(m.to_y, i)) - y;
      const length = Math.hypot(dx, dy), head = Math.min(10, length), turn = (Math.atan2(dy, dx) * 180) / Math.PI;
      const shaft = px(length - head), css = f.colors[item(m.color, i)].css;
      set(nodes[i], {
        d: length < 0.5 ? "" : `M0,0H${shaft}M${shaft},-5L${px(length)},0L${shaft},5Z`, fill: css, stroke: css, "stroke-width": 2.5,
        "stroke-linejoin": "round", transform: `translate(${px(x)},${px(y)}) rotate(${px(turn)})`,
      });
    }
  },
  text(g, f, m, o) {
    const node = set(keep(g, "text", 1)[0], { x: px(f.x(m.x)), y: px(f.y(m.y)), fill: f.colors[m.color].css, "text-anchor": o.anchor });
    if (node.textContent !== m.text) node.textContent = m.text;
  },
  field(g, f, m, o, refs) {
    const [rows, columns] = refs.z.shape, canvas = (g.canvas ??= Object.assign(document.createElement("canvas"), { width: columns, height: rows }));
    const pen = canvas.getContext("2d"), image = pen.createImageData(columns, rows);
    const shades = [m.low, m.high].map((c) => rgb(g, f.colors[c].css));
    m.z.forEach((z, i) => {
      const at = 4 * ((rows - 1 - Math.floor(i / columns)) * columns + (i % columns)); // first row lowest
      image.data.set(shades[z < 0.5 ? 0 : 1], at);
      image.data[at + 3] = 280 * Math.abs(z - 0.5);
    });
    pen.putImageData(image, 0, 0);
    const [shown, edge] = g.nodes ?? (g.nodes = [make(g, "image"), make(g, "path")]);
    const dx = (f.x(f.xlim[1]) - f.x(f.xlim[0])) / (columns - 1), dy = (f.y(f.ylim[0]) - f.y(f.ylim[1])) / (rows - 1);
    set(shown, {
      href: canvas.toDataURL(), x: f.x(f.xlim[0]) - dx / 2, y: f.y(f.ylim[1]) - dy / 2, width: columns * dx, height: rows * dy,
      preserveAspectRatio: "none",
    });
    const place = ([c, r]) => `${px(f.x(f.xlim[0]) + c * dx)},${px(f.y(f.ylim[0]) - r * dy)}`;
    const d = crossings(m.z, rows, columns, o.level).map(([a, b]) => `M${place(a)}L${place(b)}`).join("");
    set(edge, { d, fill: "none", stroke: "currentColor", "stroke-width": 1.6 });
  },
};

/** The segments along which a grid of samples crosses a level (marching squares). */
function crossings(z, rows, columns, level) {
  const found = [];
  for (let r = 0; r + 1 < rows; r++)
    for (let c = 0; c + 1 < columns; c++) {
      const corners = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]], v = corners.map(([i, j]) => z[j * columns + i] - level);
      const cuts = [];
      for (let k = 0; k < 4; k++) {
        const a = v[k], b = v[(k + 1) % 4], [p, q] = [corners[k], corners[(k + 1) % 4]];
        if (a < 0 !== b < 0) cuts.push([p[0] + ((q[0] - p[0]) * a) / (a - b), p[1] + ((q[1] - p[1]) * a) / (a - b)]);
      }
      for (let k = 0; k + 1 < cuts.length; k += 2) found.push([cuts[k], cuts[k + 1]]);
    }
  return found;
}

/** A colour of the style sheet as the numbers a canvas needs. */
function rgb(node, css) {
  node.style.color = css;
  const parts = getComputedStyle(node).color.match(/[\d.]+/g).slice(0, 3).map(Number);
  node.style.color = "";
  return parts;
}

// ---- panels ---------------------------------------------------------------------------------

function panel(art, spec, colors) {
  const top = spec.title ? 50 : 30, bottom = H - BOTTOM, id = `explorer-${Math.random().toString(36).slice(2)}`;
  const svg = make(art, "svg", { viewBox: `0 0 ${W} ${H}`, "aria-hidden": "true" });
  const scale = ([a, b], p, q) => (v) => p + ((v - a) / (b - a)) * (q - p);
  const frame = {
    id, colors, xlim: spec.x.lim, ylim: spec.y.lim,
    x: scale(spec.x.lim, LEFT, W - RIGHT), y: scale(spec.y.lim, bottom, top),
  };
  const defs = make(svg, "defs"), glow = make(defs, "radialGradient", { id: `${id}-glow` });
  const loss = colors.find((c) => c.marker === "D").css;
  for (const [offset, opacity] of [[0, 0.95], [0.35, 0.6], [1, 0]])
    make(glow, "stop", { offset, "stop-color": loss, "stop-opacity": opacity });
  make(make(defs, "clipPath", { id: `${id}-clip` }), "rect", { x: LEFT, y: top - 2, width: W - LEFT - RIGHT, height: bottom - top + 4 });

  const axes = make(svg, "g", { class: "axes" });
  if (spec.title) make(axes, "text", { x: 4, y: 15, class: "title" }, spec.title);
  make(axes, "text", { x: 4, y: top - 14 }, `↑ ${spec.y.label}`);
  make(axes, "text", { x: (LEFT + W - RIGHT) / 2, y: H - 6, "text-anchor": "middle" }, spec.x.label);
  for (const [v, label] of spec.x.ticks) {
    make(axes, "path", { d: `M${px(frame.x(v))},${bottom}v5` });
    make(axes, "text", { x: px(frame.x(v)), y: bottom + 18, "text-anchor": "middle", class: "tick" }, label);
  }
  for (const [v, label] of spec.y.ticks) {
    make(axes, "path", { d: `M${LEFT},${px(frame.y(v))}h-5` });
    make(axes, "text", { x: LEFT - 8, y: px(frame.y(v)) + 4, "text-anchor": "end", class: "tick" }, label);
  }
  make(axes, "path", { d: `M${LEFT},${top}V${bottom}H${W - RIGHT}` });

  const free = ["dot", "bar", "text", "arrow"]; // may touch the edge: held inside, not cut off
  const groups = spec.marks.map((m) => make(svg, "g", { class: m.kind, ...(free.includes(m.kind) ? {} : { "clip-path": `url(#${id}-clip)` }) }));
  return (read) =>
    spec.marks.forEach((mark, i) => {
      const m = {};
      for (const name in mark.channels) m[name] = read(mark.channels[name]);
      MARKS[mark.kind](groups[i], frame, m, mark, mark.channels);
    });
}

// ---- the widget -----------------------------------------------------------------------------

/** Stock controls carry no accessible names: give them what the eye sees beside them. */
function nameControls(box, say) {
  for (const handle of box.querySelectorAll("[role=slider]")) {
    const row = handle.closest(".widget-inline-hbox"), readout = row?.querySelector(".widget-readout");
    const label = row?.querySelector("label")?.textContent ?? "";
    const value = readout?.textContent || handle.getAttribute("aria-valuenow");
    set(handle, { "aria-label": label });
    handle.setAttribute("aria-valuetext", `${value}. ${say}`); // noUiSlider rewrites it at every move
    if (readout?.isContentEditable) set(readout, { role: "textbox", "aria-label": `${label}, type a value` });
  }
  const names = { "fa-play": "play", "fa-pause": "pause", "fa-stop": "back to the start", "fa-retweet": "repeat" };
  for (const icon of box.querySelectorAll("button > i.fa")) {
    const name = Object.keys(names).find((k) => icon.classList.contains(k));
    if (name) set(icon.parentNode, { "aria-label": names[name], title: names[name] });
  }
  for (const group of box.querySelectorAll(".widget-toggle-buttons")) {
    set(group, { role: "group", "aria-label": group.querySelector("label")?.textContent ?? "" });
    for (const b of group.querySelectorAll("button")) set(b, { "aria-pressed": String(b.classList.contains("mod-active")) });
  }
}

async function render({ model, el, host, signal }) {
  const spec = model.get("spec"), positions = spec.controls.map(() => 0);
  const [bytes, ...controls] = await Promise.all([unpack(model.get("data")), ...model.get("controls").map((ref) => host.getModel(ref))]);
  if (signal.aborted) return;
  const read = reader(bytes, spec.controls, positions);

  const figure = el.appendChild(document.createElement("figure"));
  figure.className = "explorer-picture";
  const caption = figure.appendChild(document.createElement("figcaption"));
  const art = figure.appendChild(document.createElement("div"));
  art.className = "explorer-panels";
  art.setAttribute("role", "img");
  const panels = spec.panels.map((p) => panel(art, p, spec.colors));

  let frame = 0;
  const draw = () => {
    frame = 0;
    spec.controls.forEach((c, i) => (positions[i] = positionOf(c, controls[i].get(c.attr))));
    const say = read(spec.say);
    caption.textContent = say;
    art.setAttribute("aria-label", say);
    for (const redraw of panels) redraw(read);
    nameControls(el.closest(".explorer") ?? el, say);
  };
  const ask = () => { frame ||= requestAnimationFrame(draw); };
  spec.controls.forEach((c, i) => controls[i].on(`change:${c.attr}`, ask));
  draw();
  // Sliders may be built after the picture, and buttons change their icons: name them again.
  const watch = new MutationObserver((changes) => changes.some((c) => !art.contains(c.target) && c.target !== caption) && ask());
  requestAnimationFrame(() => {
    const box = el.closest(".explorer");
    if (box) watch.observe(box, { childList: true, subtree: true });
    ask();
  });
  signal.addEventListener("abort", () => (watch.disconnect(), cancelAnimationFrame(frame)));
}

export default { render };

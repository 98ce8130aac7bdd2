// A picture to be heard: its main curve from left to right, the higher the curve the higher the
// tone, and a click where the dot stands. Nothing sounds before its button is pressed.
const SECONDS = 2.5, LOW = 220, OCTAVES = 2, LOUD = 0.15, CLICK = 0.03;

/** When each tone is reached, and its frequency in Hz; points are [x, y], each from 0 to 1. */
export function notes(points, seconds = SECONDS) {
  const onwards = points.every(([x], i) => !i || x >= points[i - 1][0]), last = Math.max(1, points.length - 1);
  const inside = (v) => Math.max(0, Math.min(1, v));
  return points.map(([x, y], i) => ({ time: seconds * (onwards ? inside(x) : i / last), frequency: LOW * 2 ** (OCTAVES * inside(y)) }));
}

/** The first line of the first panel that has one, and where its first dot stands, each from 0 to 1 in the axes. */
export function curveOf(panels) {
  const path = panels.querySelector(".line path[d]"), svg = path?.closest("svg");
  if (!path) return null;
  const frame = svg.querySelector("clipPath rect"), [left, top, wide, high] = ["x", "y", "width", "height"].map((name) => Number(frame.getAttribute(name)));
  const points = path.getAttribute("d").match(/-?[\d.]+,-?[\d.]+/g).map((pair) => pair.split(",").map(Number));
  const dot = svg.querySelector('.dot .point:not([visibility="hidden"])')?.getAttribute("transform").match(/-?[\d.]+/);
  const words = [...svg.querySelectorAll(".axes text:not(.tick)")].map((text) => text.textContent.replace("↑ ", ""));
  return { points: points.map(([x, y]) => [(x - left) / wide, 1 - (y - top) / high]), at: dot ? (dot[0] - left) / wide : null, name: words.join(", ") };
}

/** Sound a curve, and a click at the share `at` of its way; return what stops it. */
export function sound(points, at = null, ended = () => {}) {
  const context = new AudioContext(), start = context.currentTime + 0.05, all = notes(points), end = start + SECONDS;
  const voice = (type, frequency, from, to, loud) => {
    const tone = new OscillatorNode(context, { type, frequency }), gain = new GainNode(context, { gain: 0 });
    gain.gain.setTargetAtTime(loud, from, 0.01);
    gain.gain.setTargetAtTime(0, to, 0.01);
    tone.connect(gain).connect(context.destination);
    tone.start(from);
    tone.stop(to + 0.1);
    return tone;
  };
  const curve = voice("sine", all[0].frequency, start + all[0].time, start + all.at(-1).time, LOUD);
  for (const { time, frequency } of all) curve.frequency.linearRampToValueAtTime(frequency, start + time);
  if (at !== null && at >= 0 && at <= 1) voice("square", 1760, start + at * SECONDS, start + at * SECONDS + CLICK, LOUD);
  const stop = () => context.state !== "closed" && (context.close(), ended());
  curve.onended = () => setTimeout(stop, Math.max(0, 1000 * (end - context.currentTime)));
  return stop;
}

/** Let a button sound the curve of some panels: again, or Escape, stops it. */
export function hear(button, panels) {
  let stop = null;
  const ended = () => ((stop = null), button.setAttribute("aria-pressed", "false"));
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-label", `Hear the curve: ${curveOf(panels)?.name}`);
  button.addEventListener("click", () => {
    if (stop) return stop();
    const { points, at } = curveOf(panels);
    stop = sound(points, at, ended);
    button.setAttribute("aria-pressed", "true");
  });
  button.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && stop) event.stopPropagation(), stop();
  });
}

// What is typed into a slider's box: in Jupyter and in a page of the site. It follows picture.js.

const GROUPED = /^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/; // 1,000 is a thousand, 0,3 and 1,5 have a decimal comma
const read = (digits) => Number(GROUPED.test(digits) ? digits.replaceAll(",", "") : digits.replace(",", "."));

/** The number that a text begins with: 1,000 and 0,3 and 1/3 and −2 and "1 (as fitted)"; NaN if there is none. */
function numberOf(text) {
  const plain = text.trim().replace(/[−–]/g, "-").replace(/(\d)\s(?=\d)/g, "$1");
  const parts = plain.match(/^([-+]?[\d.,]+(?:e[-+]?\d+)?)(?:\/([\d.,]+))?(?: \(.*)?$/i);
  return parts ? read(parts[1]) / read(parts[2] ?? "1") : NaN;
}

/** The position that a typed text asks for: of that label, or of the nearest number; none if it is neither. */
export function asked(text, labels, spec) {
  const label = labels.indexOf(text.trim()), value = numberOf(text);
  if (label >= 0 || Number.isNaN(value)) return label;
  if (spec.edges) return positionOf(spec, value);
  const apart = labels.map((one) => Math.abs(numberOf(one) - value)).map((far) => (Number.isNaN(far) ? Infinity : far));
  return Math.min(...apart) < Infinity ? apart.indexOf(Math.min(...apart)) : -1;
}

/** Let a value be typed into a slider's box, as a page of the site takes it: a number, a fraction, a label. */
function takeTyped(readout, spec, model) {
  let before = readout.textContent;
  const labels = model.get("_options_labels") ?? [];
  const take = (event) => {
    const at = asked(readout.textContent, labels, spec), now = positionOf(spec, model.get(spec.attr));
    event.stopImmediatePropagation(); // the stock slider would read "1/3" as 1, and a list of words not at all
    if (at < 0 || at === now) readout.textContent = before;
    else model.set(spec.attr, spec.values?.[at] ?? at), model.save_changes(), (before = readout.textContent);
  };
  readout.addEventListener("focus", () => (before = readout.textContent));
  readout.addEventListener("focusout", take);
  readout.addEventListener("keydown", (event) => {
    if (event.key === "Escape") readout.textContent = before;
    if (event.key === "Enter") event.preventDefault(), take(event);
  });
  readout.typed = true;
}


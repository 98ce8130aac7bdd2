// Draw explorers where there is no browser: the picture's own script on nodes that only keep what they
// are told. From standard input: the script, and for each explorer its specification, its tables, the
// position of its controls and its name; to standard output: its panels, as SVG.
const { deflateSync } = require("zlib");

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

class Node {
  constructor(tag) { Object.assign(this, { tag, attrs: {}, childNodes: [], style: {}, textContent: "" }); }
  setAttribute(name, value) { this.attrs[name] = value; }
  appendChild(node) { this.childNodes.push(node); return node; }
  toString() {
    const attrs = Object.entries(this.attrs).filter(([k, v]) => k !== "visibility" || v !== "inherit").map(([k, v]) => ` ${k}="${escape(v)}"`);
    return `<${this.tag}${attrs.join("")}>${escape(this.textContent)}${this.childNodes.join("")}</${this.tag}>`;
  }
}

/** What an explorer does with a canvas: fill it with pixels, and ask for them as a PNG. */
class Canvas {
  getContext() {
    const canvas = this;
    return {
      createImageData: (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) }),
      putImageData(image) { canvas.image = image; },
    };
  }
  toDataURL() {
    const { width, height, data } = this.image, row = 4 * width, lines = [];
    for (let y = 0; y < height; y++) lines.push(Buffer.of(0), Buffer.from(data.subarray(y * row, (y + 1) * row)));
    const head = Buffer.alloc(13);
    head.writeUInt32BE(width, 0), head.writeUInt32BE(height, 4), head.set([8, 6], 8);
    const png = [Buffer.of(137, 80, 78, 71, 13, 10, 26, 10), ...chunk("IHDR", head), ...chunk("IDAT", deflateSync(Buffer.concat(lines), { level: 9 })), ...chunk("IEND", Buffer.alloc(0))];
    return `data:image/png;base64,${Buffer.concat(png).toString("base64")}`;
  }
}

/** The checksum of PNG. */
function checksum(bytes) {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]), [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  size.writeUInt32BE(data.length), sum.writeUInt32BE(checksum(body));
  return [size, body, sum];
}

globalThis.document = {
  createElementNS: (_, tag) => new Node(tag),
  createElement: (tag) => (tag === "canvas" ? new Canvas() : new Node(tag)),
};
/** The colour of the light theme: the page draws again if it is dark. */
globalThis.getComputedStyle = (node) => {
  const [, hex] = node.style.color.match(/#([0-9a-f]{6})/i) ?? ["", "262626"]; // of var(--ink)
  return { color: `rgb(${[0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16))})` };
};

async function main() {
  const { script, explorers } = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const { unpack, panels } = await import(`data:text/javascript;base64,${Buffer.from(script).toString("base64")}`);
  const drawn = [];
  for (const { spec, data, positions, id } of explorers) {
    const art = new Node("div"), bytes = await unpack(Buffer.from(data, "base64"));
    const say = panels(art, { spec, bytes, id })(positions);
    drawn.push({ say, art: art.childNodes.join("") });
  }
  process.stdout.write(JSON.stringify(drawn));
}
main();

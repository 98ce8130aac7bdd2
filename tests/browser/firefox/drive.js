// Firefox over WebDriver BiDi: each line asks for something as JSON, and gets a line in answer.
const [packages, executablePath] = process.argv.slice(2);
const PATIENCE = 600_000; // milliseconds; only what hangs takes as long
const puppeteer = require(`${packages}/puppeteer-core`);

async function drive() {
  const extraPrefsFirefox = { "network.proxy.type": 0 };
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, extraPrefsFirefox, protocolTimeout: PATIENCE });
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  const ways = {
    open: (url) => page.goto(url),
    size: (width, height) => page.setViewport({ width, height }),
    run: (expression) => page.evaluate(expression),
    click: (css) => page.click(css),
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    shoot: (path) => page.screenshot({ path }),
  };
  for await (const line of require("node:readline").createInterface({ input: process.stdin })) {
    const [way, ...rest] = JSON.parse(line);
    const answer = await Promise.resolve(ways[way](...rest)).then(
      (value) => ({ value: way === "run" ? (value ?? null) : null }),
      (error) => ({ error: String(error) }),
    );
    console.log(JSON.stringify(answer));
  }
  await browser.close();
}

drive();

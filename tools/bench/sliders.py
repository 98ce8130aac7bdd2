"""How long a key press takes to be seen, in a real browser: `python3 course.py bench --sliders`."""

import tempfile
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from tools.browser import CHROMIUM, chromium, jupyterlab, open_notebook

# The same picture twice: an explorer, and what a notebook usually does instead.
EXPLORER = ["from bce_lessons import explorers", "explorers.one_prediction()"]
INTERACT = [
    """import numpy as np
from ipywidgets import IntSlider, interact
from matplotlib import pyplot as plt
from bce_lessons.explorers import one_prediction
ex = one_prediction()""",
    """values = ex.controls["p"].values
loss = ex.table("loss")[1]
def draw(p):
    fig, axes = plt.subplots(1, 3, figsize=(12, 3))
    for ax in axes:
        ax.plot(values, loss)
        ax.plot(values, loss[::-1], "--")
        ax.plot(values[p], loss[p], "o")
    plt.show()
interact(draw, p=IntSlider(40, 0, len(values) - 1))""",
]

# In the page: press a key, and wait until the picture has changed and the change is painted.
WATCH = """async ([box, key, presses, burst]) => {
  const handle = box.querySelector('[role=slider]');
  const look = () => box.querySelector('.explorer-panels')
    ? [...box.querySelectorAll('.explorer-panels path')]
        .map(n => n.getAttribute('d') + n.getAttribute('transform')).join()
    : box.querySelector('img')?.src ?? 'blank';
  const painted = () => new Promise(done => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = done;
    channel.port2.postMessage(0);
  }));
  const press = () =>
    handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
  const times = [], seen = {painted: 0, blank: 0, late: 0};
  let before = look();
  for (let i = 0; i < presses; i++) {
    const start = performance.now();
    press();
    do await painted(); while (!burst && look() === before && performance.now() - start < 3000);
    times.push(performance.now() - start);
    const now = look();
    seen.painted += now !== before;
    seen.blank += now === 'blank';
    before = now;
    // A reader's key meets the screen at any moment of a frame: spread them over its 17 ms.
    if (!burst) await new Promise(done => setTimeout(done, 110 + (i * 7) % 17));
  }
  for (let i = 1; i <= 90; i++) {
    await painted();
    if (look() !== before) seen.late = i;
    before = look();
  }
  return burst ? seen : {times};
}"""


def sliders() -> int:
    """Print how long a key press takes to be seen, ours beside `interact` with matplotlib."""
    if not CHROMIUM:
        print("The slider bench needs Chromium (Debian: apt install chromium).")
        return 1
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        notebooks = Path(folder) / "notebooks"
        notebooks.mkdir()
        for name, sources in (("explorer", EXPLORER), ("interact", INTERACT)):
            cells = [nbformat.v4.new_code_cell(source) for source in sources]
            notebook = nbformat.v4.new_notebook(cells=cells)
            notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
            nbformat.write(notebook, notebooks / f"{name}.ipynb")
        with jupyterlab(notebooks, Path(folder)) as address:
            results = {n: _measure(browser, address, n) for n in ("explorer", "interact")}
    _report(results)
    return 0


# In the page: run the two cells one after the other; how long until the second shows a picture?
SHOW = """async () => {
  const run = () => jupyterapp.commands.execute('notebook:run-cell-and-select-next');
  const shown = () => document.querySelector(
    '.explorer-panels svg, .widget-output img, .jupyter-widgets .jp-OutputArea-output img');
  jupyterapp.shell.currentWidget.content.activeCellIndex = 0;
  await run();
  const start = performance.now();
  run();
  while (!shown()) await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""


def _measure(browser: Any, address: str, name: str) -> dict[str, Any]:
    page = open_notebook(browser, address, f"{name}.ipynb")
    result: dict[str, Any] = {"times": [], "shown": page.evaluate(SHOW)}
    # As when a reader has clicked the slider: no cursor blinks in a cell any more.
    page.evaluate("() => jupyterapp.commands.execute('notebook:enter-command-mode')")
    page.wait_for_timeout(3000)
    box = page.query_selector(".jp-OutputArea-child:has([role=slider])")
    for key in ("ArrowLeft", "ArrowRight"):
        result["times"] += page.evaluate(WATCH, [box, key, 34, False])["times"]
    result |= page.evaluate(WATCH, [box, "ArrowLeft", 30, True])
    page.close()
    return result


def _report(results: dict[str, Any]) -> None:
    print("key to paint, ms      median     p95  burst: painted  blank  late  cell to picture, ms")
    for name, r in results.items():
        median, p95 = np.percentile(r["times"], [50, 95])
        burst = f"{r['painted']:>12}/30{r['blank']:>7}{r['late']:>6}"
        print(f"{name:20}{median:8.1f}{p95:8.1f}{burst}{r['shown']:21.0f}")
    ratio = np.median(results["interact"]["times"]) / np.median(results["explorer"]["times"])
    print(f"interact takes {ratio:.1f} times as long as the explorer (median over median).")
    print("late: frames after the last key until the picture came to rest.")

"""Measure the course's own promises; `python3 course.py bench --sliders` in a real browser."""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from tools.browser import CHROMIUM, chromium, jupyterlab, open_notebook, run_all

# The same picture twice: an explorer, and what a notebook usually does instead.
EXPLORER = "from bce_lessons import explorers\nexplorers.one_prediction()"
INTERACT = """import numpy as np
from ipywidgets import IntSlider, interact
from matplotlib import pyplot as plt
from bce_lessons.explorers import one_prediction
ex = one_prediction()
values = ex.controls["p"].values
loss = ex.table("loss")[1]
def draw(p):
    fig, axes = plt.subplots(1, 3, figsize=(12, 3))
    for ax in axes:
        ax.plot(values, loss)
        ax.plot(values, loss[::-1], "--")
        ax.plot(values[p], loss[p], "o")
    plt.show()
interact(draw, p=IntSlider(40, 0, len(values) - 1))"""

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
    if (!burst) await new Promise(done => setTimeout(done, 120));
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
        for name, source in (("explorer", EXPLORER), ("interact", INTERACT)):
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
            notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
            nbformat.write(notebook, notebooks / f"{name}.ipynb")
        with jupyterlab(notebooks, Path(folder)) as address:
            pages = {n: _ready(browser, address, n) for n in ("explorer", "interact")}
            results = {name: _measure(page) for name, page in pages.items()}
    _report(results)
    return 0


def _ready(browser: Any, address: str, name: str) -> Any:
    page = open_notebook(browser, address, f"{name}.ipynb")
    run_all(page)
    page.wait_for_selector(".jp-OutputArea-output [role=slider]")
    page.wait_for_timeout(1500)
    return page


def _measure(page: Any) -> dict[str, Any]:
    page.bring_to_front()
    box = page.query_selector(".jp-OutputArea-child:has([role=slider])")
    result: dict[str, Any] = {"times": []}
    for key in ("ArrowLeft", "ArrowRight"):
        result["times"] += page.evaluate(WATCH, [box, key, 15, False])["times"]
    return result | page.evaluate(WATCH, [box, "ArrowLeft", 30, True])


def _report(results: dict[str, Any]) -> None:
    print("key to paint, ms      median     p95  burst: painted  blank  late")
    for name, r in results.items():
        median, p95 = np.percentile(r["times"], [50, 95])
        print(f"{name:20}{median:8.1f}{p95:8.1f}{r['painted']:>12}/30{r['blank']:>7}{r['late']:>6}")
    ratio = np.median(results["interact"]["times"]) / np.median(results["explorer"]["times"])
    print(f"interact takes {ratio:.1f} times as long as the explorer (median over median).")
    print("late: frames after the last key until the picture came to rest.")


def main(arguments: list[str]) -> int:
    """Run the bench that the options name."""
    parser = argparse.ArgumentParser(prog="course.py bench", description=__doc__)
    parser.add_argument("--sliders", action="store_true", help="key to paint, in Chromium")
    options = parser.parse_args(arguments)
    if not options.sliders:
        parser.print_help()
        return 2
    return sliders()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

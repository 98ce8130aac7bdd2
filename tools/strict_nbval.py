"""A pytest plugin that makes nbval strict, without running anything a second time.

nbval compares text by kind, whatever its order, and skips pictures, metadata and cells that
were never run. This plugin takes the outputs nbval has collected and compares all of it, refuses
warnings, and in the end moves every slider of the notebook. Of a cell tagged as a measurement it
compares the kinds of outputs alone. The top-level conftest.py loads it.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from queue import Empty
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tools.warm import warm_kernels

LOCK = Path(__file__).resolve().parent.parent / "requirements.txt"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # live only: refresh drops it
MEASUREMENT = "nbval-ignore-output"  # the tag of a cell that measures the reader's machine

# A renderer's noise stays far below these limits; one wrong letter or digit is above them.
MAX_RMS = 0.5
MAX_SHARE_OFF = 2e-4  # of the pixels, off by more than
OFF = 32

# Seconds that a kernel may be silent. Only one that hangs is: no busy machine takes as long.
PATIENCE = 1800.0
NUDGE = 10.0  # seconds of silence after which a kernel is asked how it is

# Runs in the notebook's kernel after its last cell: callbacks meet more than their first value,
# and each error of a control is told once.
MOVE_EVERY_CONTROL = """
def _move_every_control(most=25):
    import sys, traceback
    if "ipywidgets" not in sys.modules:
        return
    from ipywidgets.widgets import widget
    def attempt(told, function, *arguments):
        try:
            function(*arguments)
        except Exception as error:
            if repr(error) not in told:
                traceback.print_exc()
            told.add(repr(error))
    def move(control, trait, values):
        start, told = getattr(control, trait), set()
        for value in values[:: -(-len(values) // most)] + values[-1:] + [start]:
            attempt(told, setattr, control, trait, value)
    for control in list(widget._instances.values()):
        if control.has_trait("options") and control.has_trait("index"):
            several = isinstance(control.index, tuple)
            positions = list(range(len(control.options)))
            move(control, "index", [(i,) for i in positions] if several else positions)
        elif all(map(control.has_trait, ("value", "min", "max"))):
            low, high = control.min, control.max
            step = getattr(control, "step", None) or (high - low) / most or 1
            values = [min(low + i * step, high) for i in range(round((high - low) / step) + 1)]
            if isinstance(control.value, tuple):
                values = [(low, value) for value in values]
            elif hasattr(control, "base"):
                values = [control.base**value for value in values]
            move(control, "value", values)
        elif control.has_trait("value") and isinstance(control.value, bool):
            move(control, "value", [not control.value])
        elif hasattr(control, "click"):
            attempt(set(), control.click)
_move_every_control()
del _move_every_control
"""


def locked_version(package: str) -> str | None:
    """Return the version that requirements.txt pins, or None if it pins several or none."""
    pins = re.findall(rf"(?m)^{package}==([^\s;]+)", LOCK.read_text(encoding="utf-8"))
    return pins[0] if len(pins) == 1 else None


def renders_as_locked() -> bool:
    """Say whether pixels can be compared: another matplotlib draws other pixels."""
    return version("matplotlib") == locked_version("matplotlib")


def pixels(encoded: str) -> np.ndarray:
    """Decode a picture of a notebook, shape (height, width, 4), of float."""
    picture = Image.open(io.BytesIO(base64.b64decode(encoded)))
    return np.asarray(picture.convert("RGBA"), dtype=float)


def picture_difference(reference: str, new: str, *, compare_pixels: bool = True) -> str | None:
    """Say how two pictures differ more than a renderer's noise explains, or None."""
    try:
        a, b = pixels(reference), pixels(new)
    except (OSError, ValueError, SyntaxError) as error:
        return f"cannot be decoded: {error}"
    # Versions of matplotlib round a size in inches to pixels up or down.
    slack = 0 if compare_pixels else 1
    if np.abs(np.subtract(a.shape, b.shape)).max() > slack:
        return f"{a.shape[1]}×{a.shape[0]} pixels in the file, {b.shape[1]}×{b.shape[0]} now"
    if not compare_pixels:
        return None
    rms = float(np.sqrt(np.mean((a - b) ** 2)))
    share_off = float(np.mean(np.abs(a - b).max(axis=-1) > OFF))
    if rms > MAX_RMS or share_off > MAX_SHARE_OFF:
        return f"{share_off:.3%} of the pixels are off by more than {OFF}; RMS {rms:.2f}"
    return None


def kind(output: Any) -> str:
    """Name an output's type, and which stream it is."""
    return " ".join(filter(None, [output["output_type"], output.get("name")]))


def merged(outputs: Sequence[Any]) -> list[Any]:
    """Copy outputs, with streams that follow each other joined as `refresh` joins them."""
    result: list[Any] = []
    for output in map(dict, outputs):
        if result and output["output_type"] == "stream" and kind(result[-1]) == kind(output):
            result[-1]["text"] += output["text"]
        else:
            result.append(output)
    return result


def noise(outputs: Sequence[Any], where: str) -> Iterator[str]:
    """Name every warning, error or other stderr text among `outputs`."""
    for output in outputs:
        if kind(output) == "stream stderr":
            yield f"stderr output {where}: {output['text'].strip()}"
        elif output["output_type"] == "error":
            yield f"error {where}: {output['ename']}: {output['evalue']}"


def differences(
    reference: Sequence[Any],
    new: Sequence[Any],
    *,
    compare_pixels: bool = True,
    compare_values: bool = True,
) -> list[str]:
    """List all that differs between a cell's outputs in the file and those of a new run.

    Parameters
    ----------
    reference, new : sequence of mapping
        Outputs in the notebook format.
    compare_pixels : bool
        Whether PNGs are compared pixel by pixel or only by size.
    compare_values : bool
        Whether more is compared than which kinds of outputs there are.

    Returns
    -------
    list of str
        Empty if the file is right. The view of a live widget may be missing from the file.
    """
    reference, new = merged(reference), merged(new)
    found = [*noise(reference, "in the file"), *noise(new, "in the new run")]
    before, after = [kind(output) for output in reference], [kind(output) for output in new]
    if before != after:
        return [*found, f"outputs {before} in the file, {after} in the new run"]
    for number, (old, now) in enumerate(zip(reference, new, strict=True), start=1):
        compare = output_differences if compare_values else kind_differences
        for problem in compare(old, now, compare_pixels=compare_pixels):
            found.append(f"output {number} ({before[number - 1]}): {problem}")
    return found


def output_differences(old: Any, new: Any, *, compare_pixels: bool) -> Iterator[str]:
    """Name what differs between two outputs of one kind."""
    if old.get("text") != new.get("text"):
        yield f"text {old['text']!r} in the file, {new['text']!r} now"
    yield from metadata_differences(old.get("metadata", {}), new.get("metadata", {}))
    yield from kind_differences(old, new)
    old_data, new_data = old.get("data", {}), new.get("data", {})
    for mime in sorted(set(old_data) & set(new_data) - {WIDGET_VIEW}):
        if mime == "image/png":
            difference = picture_difference(
                old_data[mime], new_data[mime], compare_pixels=compare_pixels
            )
            if difference:
                yield f"{mime}: {difference}"
        elif old_data[mime] != new_data[mime]:
            yield f"{mime} {old_data[mime]!r} in the file, {new_data[mime]!r} now"


def kind_differences(old: Any, new: Any, **options: bool) -> Iterator[str]:
    """Name the MIME types that only one of two outputs has."""
    old_data, new_data = old.get("data", {}), new.get("data", {})
    if missing := set(old_data) - set(new_data):
        yield f"no longer made: {sorted(missing)}"
    if extra := set(new_data) - set(old_data) - {WIDGET_VIEW}:
        yield f"not in the file: {sorted(extra)}"


def outputs_among(messages: Sequence[Any], message_id: str) -> list[Any]:
    """Pick from what a kernel said the outputs of one request."""
    return [
        {"output_type": message["msg_type"], **message["content"]}
        for message in messages
        if message["msg_type"] in ("display_data", "execute_result", "stream", "error")
        and message["parent_header"].get("msg_id") == message_id
    ]


def late_noise(messages: Sequence[Any], message_id: str) -> list[str]:
    """Name what came from earlier cells while a kernel worked at one request: from threads, say."""
    earlier = {message["parent_header"].get("msg_id") for message in messages} - {message_id}
    late = [output for one in earlier for output in outputs_among(messages, one)]
    return list(noise(late, "after its cell had ended"))


def metadata_differences(old: Any, new: Any, name: str = "metadata") -> Iterator[str]:
    """Name the entries of two nested dictionaries that differ, such as metadata.image/png.alt."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from metadata_differences(old.get(key), new.get(key), f"{name}.{key}")
    elif old != new:
        yield f"{name} {old!r} in the file, {new!r} now"


def what_moving_controls_breaks(kernel: Any, timeout: float = PATIENCE) -> list[str]:
    """Move every slider, button and menu of the notebook; list what their callbacks raise."""
    message_id = kernel.execute_cell_input(MOVE_EVERY_CONTROL, allow_stdin=False)
    messages: list[Any] = []
    while not messages or not ended(messages[-1], message_id):
        try:
            messages.append(kernel.get_message("iopub", timeout=timeout))
        except Empty:
            return [f"a callback did not return within {timeout} s"]
    moved = noise(outputs_among(messages, message_id), "when the controls are moved")
    return [*moved, *late_noise(messages, message_id)]


def ended(message: Any, message_id: str) -> bool:
    """Say whether a message tells that the kernel has finished a request."""
    idle = message["content"].get("execution_state") == "idle"
    return idle and message["parent_header"].get("msg_id") == message_id


def is_cell(item: object) -> bool:
    """Tell nbval's items from ordinary tests without importing nbval for those."""
    return type(item).__name__ == "IPyNbCell"


def patient(method: Callable[..., Any]) -> Callable[..., Any]:
    """Let a method of a kernel wait for its reply much longer than it was told to."""

    @wraps(method)
    def waits(self: Any, message_id: str, timeout: float = 0) -> Any:
        return method(self, message_id, timeout=max(timeout, PATIENCE))

    return waits


def nudging(method: Callable[..., Any]) -> Callable[..., Any]:
    """Ask a silent kernel how it is, now and then: its answer brings what got stuck before.

    A kernel's threads can miss, rarely, that there is something to read or to send.
    """

    @wraps(method)
    def gets(self: Any, stream: str, timeout: float | None = None) -> Any:
        left = PATIENCE if timeout is None else timeout
        while True:
            try:
                return method(self, stream, timeout=min(left, NUDGE))
            except Empty:
                left -= NUDGE
                if left <= 0:
                    raise
                self.kc.kernel_info()

    return gets


def pytest_configure(config: pytest.Config) -> None:
    """Let nothing that nbval does depend on how fast a kernel starts and answers."""
    if not config.getoption("nbval", False):
        return
    from nbval.kernel import RunningKernel

    config.option.nbval_kernel_startup_timeout = PATIENCE
    warm_kernels()
    if not hasattr(RunningKernel.await_reply, "__wrapped__"):
        RunningKernel.await_reply = patient(RunningKernel.await_reply)
        RunningKernel.get_message = nudging(RunningKernel.get_message)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the last cell of each notebook: after it, the controls are moved."""
    last = {item.parent: item for item in items if is_cell(item)}
    for item in last.values():
        item.is_last_cell = True  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: Any) -> Iterator[None]:
    """Let nbval run and compare a cell, then compare what nbval skips."""
    if not is_cell(item):
        return (yield)
    item.output_timeout = PATIENCE
    measures = MEASUREMENT in item.cell.metadata.get("tags", [])
    if item.options["skip"] or not (item.options["check"] or measures):
        item.raise_cell_error("the cell's outputs are exempt from comparison: remove the marker")
    # nbval joins all streams of a name, in place, on both sides: keep what came before that.
    reference, messages, listen = deepcopy(item.cell.outputs), [], item.parent.get_kernel_message

    def record(*args: Any, **kwargs: Any) -> Any:
        messages.append(listen(*args, **kwargs))
        return messages[-1]

    item.parent.get_kernel_message = record
    try:
        result = yield
    finally:
        item.parent.get_kernel_message = listen
    this = messages[-1]["parent_header"]["msg_id"]
    new = outputs_among(messages, this)
    problems = differences(
        reference, new, compare_pixels=renders_as_locked(), compare_values=not measures
    )
    problems += late_noise(messages, this)
    if item.cell.source.strip() and item.cell.execution_count is None:
        problems.append("the cell was never run")
    if hasattr(item, "is_last_cell"):
        problems += what_moving_controls_breaks(item.parent.kernel)
    if problems:
        item.raise_cell_error("; ".join(problems))
    return result


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say at the top whether figures are compared by pixels."""
    if not config.getoption("nbval", False):
        return None
    installed = version("matplotlib")
    if renders_as_locked():
        return f"strict nbval: figures compared by pixels (matplotlib {installed}, as locked)"
    locked = locked_version("matplotlib")
    return (
        f"strict nbval: figures compared BY SIZE ONLY: matplotlib {installed} is installed, "
        f"the lock has {locked}"
    )

"""A pytest plugin that makes nbval strict, without running anything a second time.

nbval compares text by kind, whatever its order, and skips pictures, metadata and cells that
were never run. This plugin takes the outputs nbval has collected and compares all of it, refuses
warnings, and in the end moves every slider of the notebook. Of a cell tagged as a measurement it
compares the kinds of outputs alone. The top-level conftest.py loads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import wraps
from importlib.metadata import version
from pathlib import Path
from queue import Empty
from typing import Any

import pytest

from tools.notebooks.compare import differences, locked_version, renders_as_locked
from tools.notebooks.form import is_left_out, is_measurement, noise
from tools.notebooks.warm import NUDGE, PATIENCE, warm_kernels

MOVE_EVERY_CONTROL = Path(__file__).with_name("every_control.py").read_text(encoding="utf-8")


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
    return bool(idle and message["parent_header"].get("msg_id") == message_id)


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


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out the notebooks of lessons that the course leaves out."""
    left_out = collection_path.suffix == ".ipynb" and is_left_out(collection_path)
    return True if left_out else None


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
    """Mark the last cell of each notebook: after it, the controls are moved.

    HTML is compared here: nbval would miss that of a figure, which a file does not keep.
    """
    last = {item.parent: item for item in items if is_cell(item)}
    for item in last.values():
        item.is_last_cell = True  # type: ignore[attr-defined]
        skipped = item.parent.skip_compare  # type: ignore[union-attr]
        item.parent.skip_compare = (*skipped, "text/html")  # type: ignore[union-attr]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: Any) -> Iterator[None]:
    """Let nbval run and compare a cell, then compare what nbval skips."""
    if not is_cell(item):
        return (yield)
    item.output_timeout = PATIENCE
    if item.options["skip"] or not (item.options["check"] or is_measurement(item.cell)):
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
    if problems := problems_of(item, reference, messages):
        item.raise_cell_error("; ".join(problems))
    return result


def problems_of(item: Any, reference: Sequence[Any], messages: Sequence[Any]) -> list[str]:
    """List what is wrong with a cell that has run: what nbval skips."""
    this, measures = messages[-1]["parent_header"]["msg_id"], is_measurement(item.cell)
    new = outputs_among(messages, this)
    problems = differences(
        reference, new, compare_pixels=renders_as_locked(), compare_values=not measures
    )
    problems += late_noise(messages, this)
    if item.cell.source.strip() and item.cell.execution_count is None:
        problems.append("the cell was never run")
    if hasattr(item, "is_last_cell"):
        problems += what_moving_controls_breaks(item.parent.kernel)
    return problems


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

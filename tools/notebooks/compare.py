"""Compare what the outputs of a cell show in a file with what they show in a new run."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from tools.notebooks.form import kind, noise, normal

LOCK = Path(__file__).resolve().parents[2] / "requirements.txt"

# A renderer's noise stays far below these limits; one wrong letter or digit is above them.
MAX_RMS = 0.5
MAX_SHARE_OFF = 2e-4  # of the pixels, off by more than
OFF = 32


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
    if reference == new:
        return None
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


def differences(
    reference: Sequence[Any],
    new: Sequence[Any],
    *,
    compare_pixels: bool = True,
    compare_values: bool = True,
) -> list[str]:
    """List all that differs between a cell's outputs in the file and those of a new run.

    Outputs of the file are in their normal form. PNGs are compared pixel by pixel or only by size;
    or nothing is, but which kinds of outputs there are.
    """
    new = normal(new)
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
    for mime in sorted(set(old_data) & set(new_data)):
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
    if extra := set(new_data) - set(old_data):
        yield f"not in the file: {sorted(extra)}"


def metadata_differences(old: Any, new: Any, name: str = "metadata") -> Iterator[str]:
    """Name the entries of two nested dictionaries that differ, such as metadata.image/png.alt."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from metadata_differences(old.get(key), new.get(key), f"{name}.{key}")
    elif old != new:
        yield f"{name} {old!r} in the file, {new!r} now"

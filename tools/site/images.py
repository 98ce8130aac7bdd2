"""Room for every picture before it comes, and none fetched before somebody reads that far."""

from __future__ import annotations

import re
import struct
from pathlib import Path

IMAGE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r'\ssrc="([^":?]+)')
POINT = 96 / 72  # pixels
BOX = re.compile(r"<svg\b[^>]*\bviewBox=\"[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)\"")
AT_ONCE = 1  # pictures of a page that may stand on the first screen


def size(path: Path) -> tuple[int, int] | None:
    """Return the width and height of a PNG or SVG; None if they cannot be read."""
    data = path.read_bytes() if path.is_file() else b""
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        wide, high = struct.unpack(">II", data[16:24])
        return wide, high
    box = BOX.search(data[:2000].decode("utf-8", "replace")) if path.suffix == ".svg" else None
    if not box:
        return None
    scale = POINT if 'pt"' in box[0] else 1  # as Matplotlib gives the size
    return round(float(box[1]) * scale), round(float(box[2]) * scale)


def roomy(page: str, folder: Path) -> str:
    """Return a page, which stands in a folder, whose pictures have a size and wait for readers."""
    seen = 0

    def one(match: re.Match[str]) -> str:
        nonlocal seen
        tag, source = match[0], SOURCE.search(match[0])
        seen, more = seen + 1, ""
        known = size(folder / source[1]) if source and " width=" not in tag else None
        if known:
            more += f' width="{known[0]}" height="{known[1]}"'
        if seen > AT_ONCE and " loading=" not in tag:
            more += ' loading="lazy"'
        if " decoding=" not in tag:
            more += ' decoding="async"'
        return tag.replace("<img", f"<img{more}", 1)

    return IMAGE.sub(one, page)

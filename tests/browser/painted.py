"""What a browser has painted: how far a node's frame stands out from the page around it."""

import io

import matplotlib.image
import numpy as np

from tests.figure.test_contrast import contrast

USUAL = {"color_scheme": "light", "forced_colors": "none", "contrast": "no-preference"}
AROUND = 6  # pixels of the page beside a node


def painted(page, node):
    """Return the pixels of a node and of the page around it, and the colour of the page."""
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    clip = {"x": box["x"] - AROUND, "y": box["y"] - AROUND}
    clip |= {"width": box["width"] + 2 * AROUND, "height": box["height"] + 2 * AROUND}
    image = matplotlib.image.imread(io.BytesIO(page.screenshot(clip=clip)))[..., :3]
    return image, image[0, 0]


def strongest(pixels, ground):
    """Return the most that any of some pixels stands out from the page."""
    return max(contrast(color, ground) for color in np.unique(pixels.reshape(-1, 3), axis=0))


def frames(page, node):
    """Return how far the sides of a node stand out, each at its middle."""
    image, ground = painted(page, node)
    high, wide = image.shape[:2]
    middle, centre = slice(high // 2 - 1, high // 2 + 1), slice(wide // 2 - 1, wide // 2 + 1)
    ends = [image[middle, : AROUND + 5], image[middle, -AROUND - 5 :]]
    ends += [image[: AROUND + 5, centre], image[-AROUND - 5 :, centre]]
    return [strongest(pixels, ground) for pixels in ends]


def check_frame(page, node, least):
    assert min(frames(page, node)) >= least, node.evaluate("node => node.outerHTML.slice(0, 150)")

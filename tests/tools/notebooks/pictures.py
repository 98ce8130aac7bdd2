"""Pictures as notebooks hold them."""

import base64
import io

import numpy as np
from nbformat.v4 import new_output
from PIL import Image


def png(array):
    """Encode pixels."""
    file = io.BytesIO()
    Image.fromarray(array.clip(0, 255).astype(np.uint8)).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def picture(array):
    """Return what a cell shows that draws these pixels."""
    return new_output("display_data", data={"image/png": png(array), "text/plain": "A picture."})

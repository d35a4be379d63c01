"""Small pictures, made as they are wanted."""

import io
from typing import Any

from PIL import Image


def drawn(width: int = 64, height: int = 64, kind: str = "PNG", **more: Any) -> bytes:
    """A disc of one colour with clear corners, as a file."""
    image = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    image.paste((214, 64, 69, 255), (width // 4, height // 4, 3 * width // 4, 3 * height // 4))
    out = io.BytesIO()
    (image.convert("RGB") if kind == "JPEG" else image).save(out, kind, **more)
    return out.getvalue()


def moving(kind: str) -> bytes:
    """Two pictures in one file."""
    return drawn(kind=kind, save_all=True, append_images=[Image.new("RGBA", (64, 64), (0, 0, 255, 255))])

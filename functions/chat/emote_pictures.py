"""Whether a picture may be an emote, and the file that is served of it. Pillow reads it here, and nowhere else."""

import io

from PIL import Image, UnidentifiedImageError

from functions.chat.emote_files import Picture
from functions.chat.emotes import MOST_BYTES

SMALLEST, LARGEST = 28, 512  # pixels of a side
SUFFIXES = {"PNG": "png", "WEBP": "webp"}


class Unfit(Exception):
    """Why a file cannot be an emote: `reason` is part of the API."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def picture(body: bytes) -> Picture:
    """The pixels of the file, written anew: neither its metadata nor anything that hides behind them is served.

    Raises Unfit: too_large, not_an_image, wrong_format, animated, not_square, wrong_size.
    """
    if len(body) > MOST_BYTES:
        raise Unfit("too_large")
    try:
        with Image.open(io.BytesIO(body)) as image:
            suffix = _checked(image)  # all of it stands in the header: nothing is unpacked that is not wanted
            image.load()
            return _rewritten(image, suffix)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unfit("not_an_image") from error


def _checked(image: Image.Image) -> str:
    suffix = SUFFIXES.get(image.format or "")
    if suffix is None:
        raise Unfit("wrong_format")
    if getattr(image, "n_frames", 1) > 1:
        raise Unfit("animated")
    if image.width != image.height:
        raise Unfit("not_square")
    if not SMALLEST <= image.width <= LARGEST:
        raise Unfit("wrong_size")
    return suffix


def _rewritten(image: Image.Image, suffix: str) -> Picture:
    out = io.BytesIO()
    clean = image.convert("RGBA")
    clean.info.clear()
    if suffix == "png":
        clean.save(out, "PNG", optimize=True)
    else:
        clean.save(out, "WEBP", lossless=True)
    return Picture(out.getvalue(), suffix, f"image/{suffix}")

"""Texts of a socket as frames."""

import json
from typing import Any

Json = dict[str, Any]


def decoded(text: str) -> Json | None:
    """A frame of this or of a later version; None for what is no frame at all."""
    try:
        frame = json.loads(text)
    except ValueError:
        return None
    return frame if isinstance(frame, dict) and isinstance(frame.get("type"), str) else None

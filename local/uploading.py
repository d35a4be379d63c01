"""An upload as the web app does it: presigned parts, each with its SHA-256."""

import base64
import hashlib
from pathlib import Path
from typing import Any

import requests

from local.api_client import Person


def upload(person: Person, channel_id: str, path: Path, *, name: str, kind: str, content_type: str) -> dict[str, Any]:
    """The title, processing."""
    data = path.read_bytes()
    begun = person.call("POST", "/v1/uploads", {
        "name": name, "type": kind, "channel_id": channel_id, "file_name": path.name,
        "size_bytes": len(data), "content_type": content_type,
    })  # fmt: skip
    size, route = begun["part_size_bytes"], f"/v1/uploads/{begun['upload_id']}"
    parts = []
    for number in range(1, begun["part_count"] + 1):
        piece = data[(number - 1) * size : number * size]
        digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
        asked = {"parts": [{"number": number, "sha256_base64": digest}]}
        address = person.call("POST", f"{route}/parts", asked)["parts"][0]
        answer = requests.put(address["url"], data=piece, headers=address["headers"], timeout=120)
        answer.raise_for_status()
        parts.append({"number": number, "etag": answer.headers["ETag"], "sha256_base64": digest})
    title: dict[str, Any] = person.call("POST", f"{route}/complete", {"parts": parts})
    return title

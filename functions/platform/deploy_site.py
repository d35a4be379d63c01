"""Custom resource: the built web app, from its asset archive into the site's bucket.

The CDK's own BucketDeployment carries the AWS command line (60 MB) for this; a site of thirty files needs a loop.
"""

import io
import zipfile
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any

from functions.platform.clients import client
from functions.platform.cloudformation import custom_resource

TYPES = {  # not Python's own list: what that knows depends on its version and on the machine's /etc/mime.types
    ".avif": "image/avif", ".css": "text/css", ".html": "text/html", ".ico": "image/x-icon", ".jpg": "image/jpeg",
    ".js": "text/javascript", ".json": "application/json", ".map": "application/json", ".mjs": "text/javascript",
    ".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain", ".vtt": "text/vtt",
    ".wasm": "application/wasm", ".webmanifest": "application/manifest+json", ".webp": "image/webp",
    ".woff2": "font/woff2", ".xml": "application/xml",
}  # fmt: skip
FOREVER = "public, max-age=31536000, immutable"  # Vite names these files by their content
REVALIDATE = "no-cache"
LONGEST = timedelta(minutes=15)  # that a deployment can take: Lambda's limit
PAGE = "index.html"  # every deployment puts it, and puts it last


def headers(path: str) -> dict[str, str]:
    content_type = TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")
    return {"ContentType": content_type, "CacheControl": FOREVER if path.startswith("assets/") else REVALIDATE}


def stale(entries: list[dict[str, Any]], names: set[str]) -> list[str]:
    """Keys that the site no longer has, of ListObjectsV2's entries as they were before this deployment.

    Assets of the deployment before this one stay: pages that are open now still fetch scripts of theirs by name.
    """
    before = next((entry["LastModified"] - LONGEST for entry in entries if entry["Key"] == PAGE), None)
    gone = [entry for entry in entries if entry["Key"] not in names]
    return [
        entry["Key"]
        for entry in gone
        if not entry["Key"].startswith("assets/") or (before and entry["LastModified"] < before)
    ]


def make(request_type: str, properties: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Uploads assets before the pages that name them, so that nobody meets a page without its scripts.

    What is stale goes last. Attributes: `Files`, how many were put. A Delete leaves the bucket to its own stack.
    """
    bucket = properties["TargetBucket"]
    if request_type == "Delete":
        return f"site-{bucket}", {}
    store = client("s3")
    archive = store.get_object(Bucket=properties["SourceBucket"], Key=properties["SourceKey"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        names = [name for name in files.namelist() if not name.endswith("/")]
        pages = store.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        there = [entry for page in pages for entry in page.get("Contents", ())]
        for name in sorted(names, key=lambda path: (not path.startswith("assets/"), path == PAGE)):
            store.put_object(Bucket=bucket, Key=name, Body=files.read(name), **headers(name))
    for key in stale(there, set(names)):
        store.delete_object(Bucket=bucket, Key=key)
    return f"site-{bucket}", {"Files": str(len(names))}


handler = custom_resource(make)

"""Custom resource: the built web app, from its asset archive into the site's bucket.

The CDK's own BucketDeployment carries the AWS command line (60 MB) for this; a site of thirty files needs a loop.
"""

import io
import mimetypes
import zipfile
from typing import Any

from functions.platform.clients import client
from functions.platform.cloudformation import custom_resource

FOREVER = "public, max-age=31536000, immutable"  # Vite names these files by their content
REVALIDATE = "no-cache"


def headers(path: str) -> dict[str, str]:
    content_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return {"ContentType": content_type, "CacheControl": FOREVER if path.startswith("assets/") else REVALIDATE}


def make(request_type: str, properties: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Uploads assets before the pages that name them, so that nobody meets a page without its scripts."""
    bucket = properties["TargetBucket"]
    if request_type == "Delete":
        return f"site-{bucket}", {}
    store = client("s3")
    archive = store.get_object(Bucket=properties["SourceBucket"], Key=properties["SourceKey"])["Body"].read()
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        names = [name for name in files.namelist() if not name.endswith("/")]
        for name in sorted(names, key=lambda path: not path.startswith("assets/")):
            store.put_object(Bucket=bucket, Key=name, Body=files.read(name), **headers(name))
    return f"site-{bucket}", {"Files": str(len(names))}


handler = custom_resource(make)

"""Where exports stand: `<entity>/<period>/<status>/…` in a bucket that keeps them. What was handed out stays as it was.

A closed month's archive is made once. Asked for again it is made again, to prove that it comes out the same; where a
later version of this software makes other files of it, those are put beside it, and the answer says which differ.
"""

import json
from functools import cache
from typing import Any

import botocore.session

from functions.billing.exports.month import Exported
from kernel import environment

Manifest = dict[str, Any]


@cache
def _s3() -> Any:
    return botocore.session.get_session().create_client("s3", region_name=environment.region())


class Kept:
    """Of one entity's month."""

    def __init__(self, entity_id: str, period: str) -> None:
        self.bucket, self.folder = environment.required("EXPORTS_BUCKET"), f"{entity_id}/{period}"

    def digest(self) -> str | None:
        """Of the manifest that was handed out when the month was closed, the last thing that is put there."""
        found = self._read("closed/manifest.sha256")
        return found.decode() if found else None

    def keep(self, made: Exported) -> dict[str, Any]:
        """Where the archive is, and its manifest; for another one of a closed month `remade` with what differs."""
        status, digest = made.manifest["status"], made.closing.manifest_sha256 or ""
        handed_out = self.digest() if status == "closed" else None
        if handed_out is None:
            return self._put(status, made, digest)
        before: Manifest = json.loads(self._read("closed/manifest.json") or b"")
        said = {"bucket": self.bucket, "archive": self._key(f"closed/{made.archive.name}"), "manifest": before}
        if handed_out == digest:
            return said
        again = self._put(f"remade/{digest[:16]}", made, digest)
        return {**said, "remade": {"archive": again["archive"], "differs": differs(before, made.manifest)}}

    def _put(self, place: str, made: Exported, digest: str) -> dict[str, Any]:
        archive = self._key(f"{place}/{made.archive.name}")
        with made.archive.open("rb") as file:
            _s3().put_object(Bucket=self.bucket, Key=archive, Body=file, ContentType="application/zip")
        manifest = json.dumps(made.manifest, indent=2, sort_keys=True).encode()
        _s3().put_object(Bucket=self.bucket, Key=self._key(f"{place}/manifest.json"), Body=manifest)
        _s3().put_object(Bucket=self.bucket, Key=self._key(f"{place}/manifest.sha256"), Body=digest.encode())
        return {"bucket": self.bucket, "archive": archive, "manifest": made.manifest}

    def _key(self, name: str) -> str:
        return f"{self.folder}/{name}"

    def _read(self, name: str) -> bytes | None:
        client = _s3()
        try:
            found = client.get_object(Bucket=self.bucket, Key=self._key(name))
        except client.exceptions.NoSuchKey:
            return None
        body: bytes = found["Body"].read()
        return body


def differs(before: Manifest, after: Manifest) -> list[str]:
    """Members and files that are not the same, or that only one of the manifests has."""
    members = {name for name in before.keys() | after.keys() if name != "files" and before.get(name) != after.get(name)}
    old, new = before.get("files", {}), after.get("files", {})
    return sorted(members | {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)})

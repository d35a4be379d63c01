import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from moto.s3.models import s3_backends

from functions.platform import clients, deploy_site
from tests.conftest import ACCOUNT

PROPERTIES = {"SourceBucket": "assets", "SourceKey": "site.zip", "TargetBucket": "site"}
FIRST = {"index.html": "1", "boot.js": "1", "assets/app-1.js": "1", "assets/logo-1.svg": "1"}


class Site:
    """The buckets, and a build that is deployed into them."""

    def __init__(self) -> None:
        self.s3: Any = boto3.client("s3", region_name="us-east-1")

    def deploy(self, files: dict[str, str], kind: str = "Update") -> tuple[str, dict[str, str]]:
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as out:
            out.mkdir("assets")
            for name, text in files.items():
                out.writestr(name, text)
        self.s3.put_object(Bucket="assets", Key="site.zip", Body=archive.getvalue())
        return deploy_site.make(kind, PROPERTIES)

    @property
    def files(self) -> set[str]:
        return {entry["Key"] for entry in self.s3.list_objects_v2(Bucket="site").get("Contents", ())}

    def pass_days(self, days: int) -> None:
        """What is there has been there for that much longer."""
        for key in s3_backends[ACCOUNT]["aws"].buckets["site"].keys.values():
            key.last_modified -= timedelta(days=days)


@pytest.fixture
def site(tables: None) -> Iterator[Site]:
    clients.client.cache_clear()
    here = Site()
    for bucket in ("assets", "site"):
        here.s3.create_bucket(Bucket=bucket)
    yield here
    for bucket in ("assets", "site"):
        boto3.resource("s3", region_name="us-east-1").Bucket(bucket).objects.delete()
        here.s3.delete_bucket(Bucket=bucket)


def test_a_site_is_there_with_its_types_and_cache_rules(site: Site):
    assert site.deploy({**FIRST, "assets/app-1.css": "a", "favicon.svg": "<svg/>"}, "Create") == (
        "site-site", {"Files": "6"},
    )  # fmt: skip
    shown = {
        name: (head["ContentType"], head["CacheControl"])
        for name in site.files
        for head in [site.s3.head_object(Bucket="site", Key=name)]
    }
    forever, revalidated = "public, max-age=31536000, immutable", "no-cache"
    assert shown == {
        "assets/app-1.css": ("text/css", forever),
        "assets/app-1.js": ("text/javascript", forever),
        "assets/logo-1.svg": ("image/svg+xml", forever),
        "boot.js": ("text/javascript", revalidated),
        "favicon.svg": ("image/svg+xml", revalidated),
        "index.html": ("text/html", revalidated),
    }


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("index.html", "text/html"),
        ("assets/app.js", "text/javascript"),
        ("assets/worker.mjs", "text/javascript"),
        ("assets/app.css", "text/css"),
        ("favicon.svg", "image/svg+xml"),
        ("assets/picture.webp", "image/webp"),
        ("assets/picture.jpg", "image/jpeg"),
        ("assets/sans.woff2", "font/woff2"),
        ("app.webmanifest", "application/manifest+json"),
        ("assets/decoder.wasm", "application/wasm"),
        ("captions.vtt", "text/vtt"),
        ("robots.txt", "text/plain"),
        ("assets/unknown", "application/octet-stream"),
    ],
)
def test_types_are_those_of_the_web_on_every_machine(name: str, content_type: str):
    assert deploy_site.headers(name)["ContentType"] == content_type


def test_pages_come_after_the_scripts_they_name_and_the_first_page_last(site: Site, monkeypatch: pytest.MonkeyPatch):
    order: list[str] = []
    client = clients.client("s3")
    put = client.put_object

    def noted(**more: Any) -> Any:
        order.append(more["Key"])
        return put(**more)

    monkeypatch.setattr(client, "put_object", noted)
    site.deploy(FIRST)
    assert set(order[:2]) == {"assets/app-1.js", "assets/logo-1.svg"}
    assert order[2:] == ["boot.js", "index.html"]


def test_what_the_site_no_longer_has_goes_but_not_under_an_open_page(site: Site):
    site.deploy({**FIRST, "old.html": "1"}, "Create")
    site.pass_days(30)
    site.deploy({"index.html": "2", "assets/app-2.js": "2", "assets/logo-1.svg": "1"})
    assert site.files == {"index.html", "assets/app-1.js", "assets/app-2.js", "assets/logo-1.svg"}
    site.pass_days(1)
    site.deploy({"index.html": "3", "assets/app-3.js": "3", "assets/logo-1.svg": "1"})
    assert site.files == {"index.html", "assets/app-2.js", "assets/app-3.js", "assets/logo-1.svg"}


def test_the_same_deployment_again_changes_nothing(site: Site):
    for _ in range(2):
        site.deploy(FIRST)
        assert site.files == set(FIRST)


def test_deleting_the_resource_leaves_the_bucket_to_its_stack(site: Site):
    site.deploy(FIRST, "Create")
    assert deploy_site.make("Delete", PROPERTIES) == ("site-site", {})
    assert site.files == set(FIRST)


def test_an_archive_that_is_none_fails_and_spoils_nothing(site: Site):
    site.deploy(FIRST, "Create")
    site.s3.put_object(Bucket="assets", Key="site.zip", Body=b"no archive")
    with pytest.raises(zipfile.BadZipFile):
        deploy_site.make("Update", PROPERTIES)
    assert site.files == set(FIRST)

"""Bad input: each is answered by a problem document or by a title that says why, and nothing is half-written."""

import base64
import hashlib
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import boto3
import jwt
import requests

from kernel.clock import now
from local.api_client import ApiError, Person, wait_for
from local.publisher import make_video
from local.settings import Settings
from local.uploading import upload
from tests.e2e.command import main
from tests.e2e.main_job import PASSWORD, new_streamer, title_of_session
from tests.e2e.materials import PICTURE, TONE, Material, refused_materials
from tests.e2e.report import Report
from tests.e2e.requests_refused import (
    FAR_FUTURE,
    Case,
    bearer,
    bodies,
    cursors,
    identities,
    other_peoples,
    places,
    token,
)

PROBLEM = "application/problem+json"
MEMBERS = {"type", "title", "status", "detail", "code", "trace_id"}
PROCESSING_SECONDS = 240
UNAUTHORIZED, FORBIDDEN = 401, 403


def run(settings: Settings, report: Report) -> None:
    owner, thief = new_streamer(settings, "주인"), new_streamer(settings, "나그네")
    viewer = Person(settings, thief.email.replace("@", "-v@"), PASSWORD, "손님")
    viewer.sign_up()
    viewer.sign_in()
    channel = owner.make_channel("시험 마당")["id"]
    thief.make_channel("나그네의 방")
    with tempfile.TemporaryDirectory() as folder, report.part("files"):
        title = good_title(owner, channel, Path(folder))
        waiting = [(material, send(owner, channel, material)) for material in refused_materials(Path(folder))]
        with report.part("requests"):
            requests_are_refused(settings, owner, thief, viewer, channel, title, report)
        with report.part("uploads"):
            wrong_part(owner, channel, report)
        with report.part("permissions to play"):
            foreign_cookies(settings, title, report)
            stale_live_token(settings, channel, report)
        titles_say_why(owner, waiting, report)
        published = settings_get(settings, f"/v1/titles?channel={channel}")["items"]
        report.check("only the good file was published", [one["id"] for one in published] == [title], len(published))


def good_title(owner: Person, channel: str, folder: Path) -> str:
    path = folder / "good.mp4"
    make_video(path, 3, PICTURE, TONE)
    wait_for(lambda: _announced(owner, channel), bool, "channel that takes uploads")
    made = upload(owner, channel, path, name="good", kind="video", content_type="video/mp4")
    finished = title_of_session(owner, channel)
    if finished["state"] != "published":
        raise AssertionError(finished)
    return str(made["id"])


def _announced(owner: Person, channel: str) -> bool:
    """Whether catalog has heard of the channel: until then there is nothing to upload to."""
    probe = {"name": "probe", "type": "video", "channel_id": channel, "file_name": "x.mp4", "size_bytes": 1,
             "content_type": "video/mp4"}  # fmt: skip
    try:
        begun = owner.call("POST", "/v1/uploads", probe)
    except ApiError as error:
        return error.status != requests.codes.not_found
    owner.call("DELETE", f"/v1/uploads/{begun['upload_id']}")
    return True


def send(owner: Person, channel: str, material: Material) -> str:
    """Announced as one byte where the file has none: the store takes an empty part, the API no empty upload."""
    if material.path.stat().st_size:
        made = upload(owner, channel, material.path, name=material.what, kind=material.kind,
                      content_type=material.content_type)  # fmt: skip
        return str(made["id"])
    begun = begin(owner, channel, material.what, 1)
    etag, digest = put_part(owner, begun["upload_id"], b"", b"")
    parts = [{"number": 1, "etag": etag, "sha256_base64": digest}]
    return str(owner.call("POST", f"/v1/uploads/{begun['upload_id']}/complete", {"parts": parts})["id"])


def begin(owner: Person, channel: str, name: str, size: int) -> dict[str, Any]:
    wanted = {"name": name, "type": "video", "channel_id": channel, "file_name": "x.mp4", "size_bytes": size,
              "content_type": "video/mp4"}  # fmt: skip
    begun: dict[str, Any] = owner.call("POST", "/v1/uploads", wanted)
    return begun


def put_part(owner: Person, upload_id: str, promised: bytes, sent: bytes) -> tuple[str, str]:
    """The ETag (empty when the store refused) and the promised digest."""
    digest = base64.b64encode(hashlib.sha256(promised).digest()).decode()
    asked = {"parts": [{"number": 1, "sha256_base64": digest}]}
    address = owner.call("POST", f"/v1/uploads/{upload_id}/parts", asked)["parts"][0]
    answer = requests.put(address["url"], data=sent, headers=address["headers"], timeout=30)
    return (answer.headers.get("ETag", "") if answer.ok else ""), digest


def requests_are_refused(
    settings: Settings, owner: Person, thief: Person, viewer: Person, channel: str, title: str, report: Report
) -> None:
    begun = begin(owner, channel, "left open", 9)
    before = everything_of(owner, channel)
    theirs = other_peoples(thief, channel, title, begun["upload_id"])
    cases: Iterable[Case] = [
        *bodies(owner, channel),
        *cursors(channel),
        *identities(viewer),
        *places(owner, channel),
        *theirs,
    ]
    for case in cases:
        refused(settings, case, report)
    for what, headers in (("no token", ()), ("a forged token", bearer(token(FAR_FUTURE)))):
        status = requests.get(f"{settings.site_url}/v1/me", headers=dict(headers), timeout=10).status_code
        report.check(what, status == UNAUTHORIZED, f"{status}, in API Gateway's own words")
    report.check("nothing was written by any of them", everything_of(owner, channel) == before)
    owner.call("DELETE", f"/v1/uploads/{begun['upload_id']}")


def refused(settings: Settings, case: Case, report: Report) -> None:
    headers = dict(case.headers)
    if case.person:
        headers["Authorization"] = f"Bearer {case.person.tokens['access_token']}"
    data = case.raw if case.raw is not None else None if case.body is None else json.dumps(case.body).encode()
    if data is not None:
        headers["Content-Type"] = "application/json"
    answer = requests.request(case.method, settings.site_url + case.path, data=data, headers=headers, timeout=60)
    kind = answer.headers.get("content-type", "").split(";")[0]
    problem = answer.json() if "json" in kind else {}
    good = kind == PROBLEM and answer.status_code == case.status == problem.get("status") and set(problem) >= MEMBERS
    seen = f"{answer.status_code} {problem.get('code', kind)}"
    report.check(case.what, good and problem["code"] == case.code, seen)


def everything_of(owner: Person, channel: str) -> list[Any]:
    """What a refused request must leave alone; progress moves by itself."""
    titles = owner.call("GET", f"/v1/channels/{channel}/titles?limit=100")["items"]
    return [
        owner.call("GET", "/v1/me/channels"),
        owner.call("GET", "/v1/me"),
        owner.call("GET", f"/v1/channels/{channel}/sessions"),
        sorted((title["id"], title["name"]) for title in titles),
    ]


def wrong_part(owner: Person, channel: str, report: Report) -> None:
    begun = begin(owner, channel, "other bytes than promised", 9)
    path = f"/v1/uploads/{begun['upload_id']}/complete"
    etag, digest = put_part(owner, begun["upload_id"], b"nine byte", b"NINE BYTE")
    report.check("the store refuses bytes of another SHA-256", not etag)
    parts = [{"number": 1, "etag": '"none"', "sha256_base64": digest}]
    answer = owner.raw("POST", path, {"parts": parts})
    report.check("completing without the part", answer.status_code == requests.codes.conflict, answer.json()["code"])
    title = owner.call("GET", f"/v1/titles/{begun['title_id']}")
    report.check("its title still waits for it", title["state"] == "uploading", title["state"])
    owner.call("DELETE", f"/v1/uploads/{begun['upload_id']}")
    gone = owner.raw("GET", f"/v1/titles/{begun['title_id']}").status_code
    report.check("given up, it is gone from the list", gone == requests.codes.not_found, gone)


def foreign_cookies(settings: Settings, title: str, report: Report) -> None:
    played = requests.post(f"{settings.site_url}/v1/playback/titles", json={"title_id": title}, timeout=10)
    jar = {name: str(value) for name, value in played.cookies.items()}
    other = requests.get(f"{settings.site_url}/vod/ttl_other/1/index.m3u8", cookies=jar, timeout=10)
    report.check("the cookies of another title", other.status_code == FORBIDDEN, other.json()["code"])
    broken = {**jar, "CloudFront-Signature": jar["CloudFront-Signature"][::-1]}
    spoilt = requests.get(played.json()["url"], cookies=broken, timeout=10)
    report.check("cookies with a spoilt signature", spoilt.status_code == FORBIDDEN, spoilt.json()["code"])


def stale_live_token(settings: Settings, channel: str, report: Report) -> None:
    """Signed by the right key, but its time is over."""
    url = requests.post(f"{settings.site_url}/v1/playback/live", json={"channel_id": channel}, timeout=10).json()["url"]
    address, _, good = url.partition("?token=")
    claims = {**jwt.decode(good, options={"verify_signature": False}), "exp": int(now().timestamp()) - 60}
    expired = jwt.encode(claims, live_key(settings), algorithm="ES384")
    for what, sent in (("an expired playback token", expired), ("a spoilt playback token", good[:-8] + "AAAAAAAA")):
        status = requests.get(address, params={"token": sent}, timeout=10).status_code
        report.check(what, status == FORBIDDEN, status)


def live_key(settings: Settings) -> str:
    vault = boto3.client("secretsmanager", endpoint_url=settings.aws_url)
    secrets = vault.list_secrets()["SecretList"]
    name = next(one["ARN"] for one in secrets if "live playback" in one.get("Description", ""))
    return str(vault.get_secret_value(SecretId=name)["SecretString"])


def titles_say_why(owner: Person, waiting: list[tuple[Material, str]], report: Report) -> None:
    for material, title_id in waiting:
        title = wait_for(
            lambda wanted=title_id: owner.call("GET", f"/v1/titles/{wanted}"),
            lambda seen: seen["state"] in {"published", "failed"},
            f"verdict on {material.what}",
            PROCESSING_SECONDS,
        )
        good = title["state"] == "failed" and title["reason_code"] in material.codes and title["reason"]
        report.check(material.what, good, f"{title['state']}: {title['reason_code']}")


def settings_get(settings: Settings, path: str) -> Any:
    return requests.get(settings.site_url + path, timeout=10).json()


if __name__ == "__main__":
    main({"bad input": run})

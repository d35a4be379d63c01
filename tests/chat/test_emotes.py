"""Emotes: sent, decoded, served under a name of their content, and drawn for who may use them."""

import io
from contextlib import suppress
from datetime import timedelta
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from functions.chat import check_emote, emote_api
from functions.chat.emote_files import FOR_GOOD
from functions.chat.emote_pictures import Unfit, picture
from functions.chat.emotes import MOST_BYTES, MOST_IN_A_MESSAGE, RoomEmote, emotes_in, key_of
from functions.chat.judging import may_hold_emotes
from functions.chat.standings import DynamoStandings
from kernel.clock import iso, now
from tests.chat.pictures import drawn, moving
from tests.chat.rooms import ROOM, Court, moderate
from tests.lambdas import Answer, LambdaContext, call, claims

OWNER = claims("usr-owner", "streamer")
SHA = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
SITE = "https://site.example"


@pytest.fixture(autouse=True)
def _settings(setting: Any) -> None:
    setting(SITE_URL=SITE, UPLOADS_BUCKET="uploads", MEDIA_BUCKET="media")


def ask(method: str, path: str = "", body: Any = None, who: dict[str, str] = OWNER) -> Answer:
    return call(emote_api.handler, method, f"/v1/rooms/{ROOM}/emotes{path}", body, who=who)


def begun(code: str, **more: Any) -> Answer:
    wanted = {"code": code, "content_type": "image/png", "size_bytes": 900, "sha256_base64": SHA, **more}
    return ask("POST", "", wanted)


def sent(code: str, body: bytes | None) -> None:
    """As a browser puts it to the presigned address."""
    stored = emote_api.desk().emotes.stored(ROOM)[0][key_of(code)]
    if body is not None:
        boto3.client("s3", region_name="us-east-1").put_object(Bucket="uploads", Key=stored.upload_key(ROOM), Body=body)


def checked(court: Court) -> None:
    """What SQS does a moment later."""
    room_id, key, emote_id = court.asked_to_check.pop(0)
    body = f'{{"room_id": "{room_id}", "key": "{key}", "emote_id": "{emote_id}"}}'
    record = {"messageId": "1", "body": body, "attributes": {}}
    assert check_emote.handler({"Records": [record]}, LambdaContext()) == {"batchItemFailures": []}


def added(court: Court, code: str, body: bytes | None = None, **more: Any) -> dict[str, Any]:
    """How it stands after the check."""
    assert begun(code, **more).status == 201
    sent(code, drawn() if body is None else body)
    assert ask("POST", f"/{code}/complete").status == 202
    checked(court)
    court.drawing.emotes._known.clear()  # what a container forgets within five seconds
    (found,) = [one for one in ask("GET", "/all").json["items"] if one["code"] == code]
    return dict(found)


def stored_object(url: str) -> dict[str, Any]:
    key = url.removeprefix(f"{SITE}/")
    return dict(boto3.client("s3", region_name="us-east-1").get_object(Bucket="media", Key=key))


def test_an_emote_from_the_file_to_the_message(court: Court):
    upload = begun("madang").json
    assert f"/uploads/emotes/{ROOM}/emo_" in upload["url"]
    assert "x-amz-checksum-sha256" in upload["url"].partition("X-Amz-SignedHeaders=")[2]
    assert upload["headers"] == {"content-type": "image/png", "x-amz-checksum-sha256": SHA}
    assert ask("GET").json == {"items": []}
    emote = added(court, "madang")
    assert (emote["state"], emote["audience"], emote["reason"]) == ("ready", "everyone", "")
    served = stored_object(emote["url"])
    assert (served["ContentType"], served["CacheControl"]) == ("image/png", FOR_GOOD)
    assert ask("GET", who=claims("usr-x")).json["items"] == [
        {"code": "madang", "audience": "everyone", "url": emote["url"]}
    ]
    court.join("a")
    court.say("a", "look :madang: and :nothing: at 12:30:45")
    said = court.entries("a")[-1]
    assert said["text"] == "look :madang: and :nothing: at 12:30:45"
    assert said["emotes"] == [{"code": "madang", "url": emote["url"]}]
    court.say("a", "no emote here")
    assert "emotes" not in court.entries("a")[-1]


def test_a_message_without_a_code_reads_no_emotes_and_several_with_one_read_once(
    court: Court, monkeypatch: pytest.MonkeyPatch
):
    added(court, "madang")
    reads: list[str] = []
    stored = court.drawing.emotes.stored

    def counted(room: str) -> Any:
        reads.append(room)
        return stored(room)

    monkeypatch.setattr(court.drawing.emotes, "stored", counted)
    court.join("a")
    court.say("a", "plain")
    assert reads == []
    for number in range(3):
        court.say("a", f":madang: {number}")
    assert reads == [ROOM]


def test_of_subscribers_only_they_and_the_house_may_use_it(court: Court):
    added(court, "club", audience="subscribers")
    soon = now() + timedelta(days=3)
    DynamoStandings().subscribe(ROOM, "usr-sub", iso(now()), soon, ["subscriber"])
    for who in ("usr-mina", "usr-sub", "usr-owner"):
        court.join(who, who)
        court.say(who, f":club: {who}", who=who)
    drawn_for = {entry["by"]["user_id"] for entry in court.entries("usr-mina") if "emotes" in entry}
    assert drawn_for == {"usr-sub", "usr-owner"}
    court.desk.now = lambda: soon + timedelta(seconds=1)
    court.say("usr-sub", ":club: later", who="usr-sub")
    assert "emotes" not in court.entries("usr-sub")[-1]


def test_a_held_message_keeps_its_emotes_and_a_pin_shows_them(court: Court):
    url = added(court, "madang")["url"]
    court.join("a")
    held = court.say("a", "씨발 꺼져 :madang:")["message_id"]
    answer = call(moderate, "POST", f"/v1/rooms/{ROOM}/queue/{held}", {"approve": True, "reason": "Quoted."}, who=OWNER)
    assert answer.status == 200
    assert court.entries("a")[-1]["emotes"] == [{"code": "madang", "url": url}]
    assert call(moderate, "PUT", f"/v1/rooms/{ROOM}/pin", {"message_id": held}, who=OWNER).status == 200
    assert court.entries("a")[-1]["pinned"]["emotes"] == [{"code": "madang", "url": url}]


def test_deleted_it_is_text_again_and_its_file_is_taken_down(court: Court):
    first, twin = added(court, "madang"), added(court, "yard")
    assert first["url"] == twin["url"]  # the same picture
    assert ask("DELETE", "/madang").status == 204
    assert court.taken_down == []  # the other one still shows it
    assert ask("DELETE", "/yard").status == 204
    assert court.taken_down == [first["url"].removeprefix(SITE)]
    assert ask("DELETE", "/yard").code == "no_such_emote"
    court.drawing.emotes._known.clear()
    court.join("a")
    court.say("a", ":madang:")
    assert "emotes" not in court.entries("a")[-1]
    log = call(moderate, "GET", f"/v1/rooms/{ROOM}/actions", who=OWNER).json["items"]
    assert [item["kind"] for item in log] == ["emote_delete", "emote_delete", "emote_add", "emote_add"]
    undo = call(moderate, "POST", f"/v1/rooms/{ROOM}/actions/{log[0]['id']}/undo", {"reason": "x"}, who=OWNER)
    assert undo.code == "not_undoable"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\x89PNG\r\n\x1a\nnonsense", "not_an_image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_an_image"),
        (drawn()[:120], "not_an_image"),
        (drawn(kind="GIF"), "wrong_format"),
        (drawn(kind="JPEG"), "wrong_format"),
        (moving("PNG"), "animated"),
        (moving("WEBP"), "animated"),
        (drawn(64, 65), "not_square"),
        (drawn(27, 27), "wrong_size"),
        (drawn(513, 513), "wrong_size"),
        (drawn() + b"\0" * MOST_BYTES, "too_large"),
        (None, "missing"),
    ],
)
def test_what_is_no_emote_is_refused_and_said_why(court: Court, body: bytes | None, reason: str):
    assert begun("bad").status == 201
    sent("bad", body)
    ask("POST", "/bad/complete")
    checked(court)
    (found,) = ask("GET", "/all").json["items"]
    assert (found["state"], found["reason"], found["url"]) == ("refused", reason, None)
    assert ask("GET").json == {"items": []}
    assert begun("bad").status == 201  # and may be tried again


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_the_picture_is_written_anew(kind: str):
    whole = picture(drawn(28, 28, kind, lossless=True) + b"<script>alert(1)</script>")
    assert b"script" not in whole.body
    with Image.open(io.BytesIO(whole.body)) as image:
        assert (image.format, image.size, image.getpixel((0, 0)), image.getpixel((14, 14))) == (
            kind, (28, 28), (0, 0, 0, 0), (214, 64, 69, 255),
        )  # fmt: skip
    assert picture(drawn(28, 28, kind, lossless=True)).name == whole.name  # of the pixels, not of the file


@given(st.binary(max_size=400))
def test_whatever_is_sent_is_a_picture_or_unfit(body: bytes):
    """Any other exception fails, as it would fail the function again and again."""
    for start in (b"", b"\x89PNG\r\n\x1a\n", drawn()[:60], drawn(kind="WEBP")[:40]):
        with suppress(Unfit):
            assert picture(start + body).suffix in {"png", "webp"}


def test_who_may_and_what_is_refused(court: Court):
    mod = claims("usr-mod", "moderator")
    wanted = {"code": "madang", "content_type": "image/png", "size_bytes": 9, "sha256_base64": SHA}
    assert ask("POST", "", wanted, mod).code == "not_the_streamer"
    assert ask("GET", "/all", who=mod).code == "not_the_streamer"
    for wrong in (
        {"code": "ab"}, {"code": "with space"}, {"code": "under_score"}, {"code": "x" * 21}, {"code": "a:b"},
        {"content_type": "image/gif"}, {"size_bytes": MOST_BYTES + 1}, {"audience": "friends"},
        {"sha256_base64": "short"},
    ):  # fmt: skip
        assert ask("POST", "", {**wanted, **wrong}).code == "invalid_fields", wrong
    added(court, "madang")
    for same in ("madang", "MaDang"):
        assert begun(same).code == "emote_exists"
    assert ask("POST", "/nothing/complete").code == "no_such_emote"
    assert ask("DELETE", "/madang", who=mod).code == "not_the_streamer"


def test_fifty_a_room_and_what_was_never_sent_counts_for_an_hour(court: Court):
    for number in range(50):
        assert begun(f"code{number}").status == 201
    assert begun("onemore").code == "too_many_emotes"
    assert begun("code7").status == 201  # announced again
    court.desk.now = lambda: now() + timedelta(hours=1, minutes=1)
    assert begun("onemore").status == 201
    assert [one["code"] for one in ask("GET", "/all").json["items"]] == ["onemore"]


def test_completing_and_checking_again_change_nothing(court: Court):
    begun("madang")
    sent("madang", drawn())
    for _ in range(2):
        assert ask("POST", "/madang/complete").json["state"] == "checking"
    checked(court)
    checked(court)
    assert ask("POST", "/madang/complete").json["state"] == "ready"
    assert court.asked_to_check == []
    log = call(moderate, "GET", f"/v1/rooms/{ROOM}/actions", who=OWNER).json["items"]
    assert [item["kind"] for item in log] == ["emote_add"]


def test_a_code_in_korean_and_one_in_other_letters(court: Court):
    url = added(court, "마당좋아")["url"]
    added(court, "Hype")
    court.join("a")
    court.say("a", ":마당좋아::hype:")
    assert [one["code"] for one in court.entries("a")[-1]["emotes"]] == ["마당좋아", "hype"]
    assert court.entries("a")[-1]["emotes"][0]["url"] == url
    decomposed = "".join(chr(0x1100 + part) for part in (6,)) + "ᅡ당좋아"
    court.say("a", f":{decomposed}:")
    assert court.entries("a")[-1]["emotes"] == [{"code": decomposed, "url": url}]


KNOWN = {
    key_of(code): RoomEmote(code, code, "everyone", "ready", "", f"/emotes/{code}.png")
    for code in [f"emo{number}" for number in range(20)]
}


@given(st.text(st.sampled_from(":emo0123 가"), max_size=60))
def test_every_emote_that_is_told_stands_in_the_text(text: str):
    for emote in emotes_in(text, lambda: KNOWN, subscriber=False) or []:
        assert f":{emote.code}:" in text
        assert may_hold_emotes(text)


def test_a_message_carries_ten_emotes_at_the_most():
    text = ":".join(["", *(f"emo{number}" for number in range(20)), ""])
    assert len(emotes_in(text, lambda: KNOWN, subscriber=False) or []) == MOST_IN_A_MESSAGE

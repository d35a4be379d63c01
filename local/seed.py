"""A small believable world, made through the public API alone: what a visitor finds on the first evening."""

import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from kernel import clock
from local import seed_taste
from local.api_client import ApiError, Person, wait_for
from local.deploy import outputs
from local.on_clock import OnClock, first_of_month
from local.payments import donate
from local.progress import Step
from local.publisher import make_sound, make_video
from local.settings import Settings
from local.uploading import upload
from tools.close_month import invoked
from tools.grant_role import grant
from tools.stacks import resource

PASSWORD = "Courtyard-2026!"  # noqa: S105 - of the demonstration accounts on this laptop, printed by make up
PROCESSING_SECONDS = 240
MUSIC = "aevalsrc='0.2*sin(2*PI*220*t)+0.15*sin(2*PI*277.18*t)+0.15*sin(2*PI*329.63*t)*sin(0.5*PI*t)':s=48000"
WORLD: list[dict[str, Any]] = [
    {
        "email": "mina@madang.example", "name": "미나", "channel": "미나의 부엌 · Mina's kitchen",
        "titles": [
            (
                "video", "김치볶음밥, 10분이면 됩니다 · Kimchi fried rice", 24,
                "gradients=s=1280x720:r=30:c0=#c0392b:c1=#f5c26b:c2=#2c5f4f:c3=#7b2d26:speed=0.02:n=4", MUSIC,
            ),
        ],
    },
    {
        "email": "joon@madang.example", "name": "준", "channel": "준의 음악방 · Joon's music room",
        "titles": [
            ("video", "밤 라이브 스케치 · Night sketches", 20, "mandelbrot=s=854x480:r=25:start_scale=1.4", MUSIC),
            ("music", "마당 노래 1 · Courtyard song", 30, None, MUSIC),
            ("podcast", "이야기 한 접시 · A plate of stories", 25, None, "anoisesrc=color=brown:amplitude=0.2:r=48000"),
        ],
    },
]  # fmt: skip
GIFTS = (
    ("mina@madang.example", 1200, "USD", "볶음밥 잘 먹었어요 · Lovely rice"),
    ("joon@madang.example", 5000, "KRW", "다음 노래도 기다려요 · Waiting for the next song"),
)
MINOR = {"email": "minor@madang.example", "name": "하루", "born": "2012-04-05"}
GUARDIAN = {"email": "guardian@madang.example", "name": "하루 어머니 · Haru's mother", "born": "1984-09-12"}
LIMITS = [{"currency": "KRW", "most_a_month_minor": 30_000}, {"currency": "USD", "most_a_month_minor": 2_000}]
BORN = "1994-05-17"  # of everybody else
VIEWER = {"email": "viewer@madang.example", "name": "소라"}
REGULAR = {"email": "regular@madang.example", "name": "보라"}  # has subscribed since the first of the month before last
OFFICE = (
    ("finance@madang.example", "재무 · Finance", "finance"),
    ("controller@madang.example", "회계 · Controller", "finance"),
    ("operator@madang.example", "운영 · Operator", "operator"),
)


def marker(settings: Settings) -> Path:
    return settings.state / "seeded.json"


def is_seeded(settings: Settings) -> bool:
    return marker(settings).exists()


def seed(settings: Settings, step: Step) -> None:
    """Accounts, channels, titles; what is there already is left as it is."""
    channels: dict[str, str] = {}
    waiting: list[tuple[Person, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for entry in WORLD:
            step.tell(entry["name"])
            person = account(settings, entry["email"], entry["name"])
            person.become_streamer()
            channel = _channel(person, entry["channel"])
            channels[entry["email"]] = channel["id"]
            present = {title["name"] for title in person.call("GET", f"/v1/channels/{channel['id']}/titles")["items"]}
            for number, (kind, name, seconds, picture, sound) in enumerate(entry["titles"]):
                if name not in present:
                    path = _material(Path(folder) / f"{number}", seconds, picture, sound)
                    content_type = "video/mp4" if picture else "audio/mp4"
                    title = upload(person, channel["id"], path, name=name, kind=kind, content_type=content_type)
                    waiting.append((person, title["id"]))
        viewer = account(settings, VIEWER["email"], VIEWER["name"])
        for email, amount, currency, message in GIFTS:
            donate(viewer, channels[email], amount, currency, message)
        step.tell("two months of subscriptions")
        subscribe_regular(settings, channels["mina@madang.example"])
        family(settings)
        for email, name, role in OFFICE:
            person = account(settings, email, name)
            grant(outputs(settings)["UserPoolId"], email, role)
            if role == "operator":
                person.sign_in()  # once more: the token names the roles
                step.tell("films and their past")
                seed_taste.seed(settings, person)
        for number, (person, title_id) in enumerate(waiting, start=1):
            step.tell(f"transcoding {number} of {len(waiting)}")
            wait_for(
                lambda p=person, t=title_id: p.call("GET", f"/v1/titles/{t}"),
                lambda seen: seen["state"] in {"published", "failed"},
                "published title",
                PROCESSING_SECONDS,
            )
    marker(settings).write_text(json.dumps(channels))


def subscribe_regular(settings: Settings, channel_id: str) -> None:
    """A plan and a membership that began two months ago, with an upgrade between; what was earned of them is booked."""
    person = account(settings, REGULAR["email"], REGULAR["name"])
    if not person.call("GET", "/v1/me/subscriptions")["items"]:
        _live_two_months(settings, person, channel_id)
    function = resource("laptop", "billing", "AWS::Lambda::Function", "RecogniseRevenue")
    invoked(function, {})  # as the schedule does every night


def _live_two_months(settings: Settings, person: Person, channel_id: str) -> None:
    begin = first_of_month(2, clock.now())
    life = OnClock(settings, person, "KR", begin)
    viewer, member = life.subscribe("basic"), life.subscribe("membership", channel_id)
    life.to(begin + timedelta(days=14))
    change = {"product": "premium"}
    person.raw("POST", f"/v1/me/subscriptions/{viewer}/product", change, {"Idempotency-Key": "seed-upgrade"})
    life.until(viewer, lambda found: found["paid_product"] == "premium", "an upgrade")
    life.to(first_of_month(0, clock.now()))
    for slot in (viewer, member):
        life.until(slot, lambda found: found["paid_until"] > f"{clock.now():%Y-%m-%d}", "a renewal")


def family(settings: Settings) -> None:
    """A minor, and an adult who answers for what they give."""
    minor = account(settings, MINOR["email"], MINOR["name"], MINOR["born"])
    guardian = account(settings, GUARDIAN["email"], GUARDIAN["name"], GUARDIAN["born"])
    if not minor.call("GET", "/v1/me/guardian-requests")["items"]:
        minor.call("POST", "/v1/me/guardian-requests", {"email": GUARDIAN["email"]})
        minor_id = minor.call("GET", "/v1/me")["user_id"]
        guardian.call("PUT", f"/v1/me/minors/{minor_id}/consent", {"limits": LIMITS})


def account(settings: Settings, email: str, name: str, born: str = BORN) -> Person:
    """A person who is signed in and told a birth date; signed up first where they are new."""
    person = Person(settings, email, PASSWORD, name)
    try:
        person.sign_in()
    except ApiError:
        person.sign_up()
        person.sign_in()
    person.tell_birth_date(born)
    return person


def _channel(person: Person, name: str) -> dict[str, Any]:
    mine: list[dict[str, Any]] = person.call("GET", "/v1/me/channels")["items"]
    return mine[0] if mine else person.make_channel(name)


def _material(stem: Path, seconds: int, picture: str | None, sound: str) -> Path:
    if picture:
        path = stem.with_suffix(".mp4")
        make_video(path, seconds, picture, sound)
    else:
        path = stem.with_suffix(".m4a")
        make_sound(path, seconds, sound)
    return path

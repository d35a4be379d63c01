"""Who may speak now, and what waits for a moderator. Pure."""

import re
from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.chat.entries import Person, Rules
from functions.chat.moderation.flood import Bucket, Duplicates
from kernel.errors import Forbidden, TooManyRequests

BURST, A_SECOND = 5.0, 1.0  # messages of one person
REPEATS = 2  # how often the same may be said again within the window of `Duplicates`
REPEATS_MATTER_FROM = 10  # characters: "ㅋㅋㅋㅋ" and "gg" are said all the time
MARKS_KEPT = 10
ABOVE_RULES = {"streamer", "moderator"}
LINK = re.compile(
    r"(?:https?://|www\.)\S|\b[\w-]+\.(?:com|net|org|kr|cn|io|gg|tv|me|co|xyz|link|shop)\b", re.IGNORECASE
)

UNTOUCHED = Bucket(BURST, A_SECOND, BURST, 0.0)


@dataclass(frozen=True)
class Standing:
    """What a room knows of a person. `turn` counts what he tried to say: two devices cannot take the same one."""

    room_id: str
    user_id: str
    banned: bool = False
    timeout_until: datetime | None = None
    follows: bool = False
    subscribed_until: datetime | None = None
    badges: tuple[str, ...] = ()
    turn: int = 0
    said_at: datetime | None = None
    bucket: Bucket = UNTOUCHED
    marks: tuple[tuple[float, int], ...] = ()
    held: frozenset[str] = frozenset()

    def subscribes(self, now: datetime) -> bool:
        return self.subscribed_until is not None and now < self.subscribed_until

    def require_admission(self, now: datetime) -> None:
        """Raises Forbidden `banned` or `timed_out`: no ticket, no join, no word."""
        if self.banned:
            raise Forbidden("You are banned from this room.", code="banned")
        if self.timeout_until and now < self.timeout_until:
            left = _seconds(self.timeout_until - now)
            raise Forbidden("You may not speak for a while.", code="timed_out", retry_after=left)

    def spoken(self, person: Person, rules: Rules, plain: str, now: datetime) -> "Standing":
        """After taking a turn with a normalised text. Raises Forbidden or TooManyRequests, and no turn is taken."""
        self.require_admission(now)
        if person.role not in ABOVE_RULES:
            self._require_audience(rules, now)
            if self.said_at and rules.slow_seconds:
                left = self.said_at + timedelta(seconds=rules.slow_seconds) - now
                if left > timedelta(0):
                    seconds = _seconds(left)
                    raise TooManyRequests("This room is in slow mode.", code="slow_mode", retry_after=seconds)
        moment = now.timestamp()
        bucket, allowed = self.bucket.take(moment)
        if not allowed:
            raise TooManyRequests("That was too much at once.", code="too_fast", retry_after=1)
        marks = deque(self.marks)
        if len(plain) >= REPEATS_MATTER_FROM:
            seen = Duplicates(_seen=marks)
            if seen.count(plain, moment) >= REPEATS:
                raise TooManyRequests("You have said this already.", code="repeated", retry_after=round(seen.window))
        return replace(self, turn=self.turn + 1, said_at=now, bucket=bucket, marks=tuple(marks)[-MARKS_KEPT:])

    def _require_audience(self, rules: Rules, now: datetime) -> None:
        if rules.audience == "subscribers" and not self.subscribes(now):
            raise Forbidden("Only subscribers speak here now.", code="subscribers_only")
        if rules.audience == "followers" and not (self.follows or self.subscribes(now)):
            raise Forbidden("Only followers speak here now.", code="followers_only")


def needs_approval(text: str, person: Person, rules: Rules) -> bool:
    """Whether a text waits for a moderator because of a link in it."""
    return rules.links == "approval" and person.role not in ABOVE_RULES and bool(LINK.search(text))


def _seconds(left: timedelta) -> int:
    return max(1, round(left.total_seconds() + 0.5))

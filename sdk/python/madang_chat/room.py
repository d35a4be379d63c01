"""One room over however many sockets it takes, without input or output of its own.

It is told what happens and answers with what is to be done. sdk/typescript/src/room.ts is the same machine;
sdk/conformance holds both to it.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from .deeds import Close, Deed, News, NewsKind, Open, Send
from .log import Log
from .timers import Timers

PING_MS = 20_000  # the longest; the server may ask for less
PONG_MS = 10_000
ANSWER_MS = 15_000  # a socket that does not open, a join or a message without an answer
FETCH_MS = 5_000
FIRST_RETRY_MS, LONGEST_RETRY_MS = 1_000, 30_000
MOVE_MS = 60_000  # within which the clients of a room that moves come for new tickets
MOVED_MS = 300_000  # in which one does so once
EARLY_MS = 30_000  # not all reconnect in the same moment
LOST = 1006  # the WebSocket's code where nothing was said
STAY_AWAY = {1008, 1013}  # policy violated, try again later
AGAIN = {"try_again", "too_fast"}  # refusals of the moment, not of the frame

Json = dict[str, Any]


class Room:
    """`chance` is between 0 and 1; with a `language` what is said is translated into it."""

    def __init__(self, chance: Callable[[], float], language: str | None = None) -> None:
        self.log, self.timers = Log(), Timers()
        self.waiting: list[Json] = []  # said and neither acknowledged nor refused, oldest first
        self._chance = chance
        self._wish = {"translate_to": language} if language else {}
        self._deeds: list[Deed] = []
        self._lines = 0
        self._line = 0  # the socket that is heard, 0 without one
        self._successor = 0  # another that takes its place once it is welcomed
        self._joined = self._entered = self._fetching = self._running = False
        self._resumed: dict[int, int | None] = {}
        self._asked: str | None = None  # the ref of the one question that is on its way
        self._newest = self._retries = 0
        self._moved_at = float("-inf")

    def start(self) -> None:
        if not self._running:
            self._running = True
            self._connect()

    def stop(self) -> None:
        self._running = False
        for line in filter(None, (self._line, self._successor)):
            self._drop(line)
        self._line = self._successor = 0
        self._joined = False
        self.timers.clear_all()

    def wake(self) -> None:
        """The network is back: the next attempt is made now, a socket that seems to live is asked whether it does."""
        if self._running and not self._line and not self._successor:
            self._connect()
        elif self._joined:
            self._ping(self._line)

    def opened(self, line: int) -> None:
        if self._has(line):
            resume_from = self.log.through if self._entered else None
            self._resumed[line] = resume_from
            resume = {} if resume_from is None else {"resume_from": resume_from}
            self._tell(line, {"action": "join", **resume, **self._wish})

    def lost(self, line: int, code: int = LOST) -> None:
        if not self._has(line):
            return
        self.timers.clear_line(line)
        if line == self._successor:
            self._successor = 0
        else:
            self._line, self._successor = self._successor, 0
            self._joined, self._asked = False, None
            self.timers.clear("answer", 0)
            if self._line:
                return  # the next one is on its way already
        self._retry(code)

    def let_in_no_more(self) -> None:
        """The app's ticket function was told so: nothing is tried until the next start."""
        if self._running:
            self.stop()
            self._report("shut_out")

    def heard(self, line: int, frame: Json) -> None:
        """A frame of the server; types of a later version are passed over."""
        if not self._has(line):
            return
        match frame.get("type"):
            case "welcome":
                self._welcomed(line, frame)
            case "entries":
                self._took(frame, moving=frame.get("moving", False))
            case "ack":
                self._settled(frame["ref"], "acknowledged", held=frame.get("held", False))
            case "voted":
                self._settled(frame["ref"], "voted")
            case "refusal":
                self._refused(line, frame)
            case "pong":
                self.timers.clear("pong", line)
                self._missing(frame["through"])

    def ask(self, question: Json) -> None:
        """A `send` or a `vote`: kept until it is answered, and asked again, with the same ref, upon the next socket."""
        self.waiting.append(question)
        self._ask_next()

    def done(self) -> list[Deed]:
        """What is to be done, in order; each is said once."""
        deeds, self._deeds = self._deeds, []
        return deeds

    def _has(self, line: int) -> bool:
        return line in {self._line, self._successor} - {0}

    def _report(self, kind: NewsKind, **what: Any) -> None:
        self._deeds.append(News(kind, **what))

    def _tell(self, line: int, frame: Json) -> None:
        self._deeds.append(Send(line, {"v": 1, **frame}))

    def _connect(self) -> None:
        """A socket of its own ticket; beside one that still works it becomes the successor."""
        if self._successor:
            return
        self.timers.clear("retry", 0)
        self._lines += 1
        line = self._lines
        if self._line:
            self._successor = line
        else:
            self._line = line
        self._deeds.append(Open(line))
        self.timers.set("welcome", line, ANSWER_MS, lambda: self._give_up(line))

    def _give_up(self, line: int) -> None:
        self._deeds.append(Close(line))
        self.lost(line)

    def _drop(self, line: int) -> None:
        self.timers.clear_line(line)
        self._deeds.append(Close(line))

    def _retry(self, code: int) -> None:
        """Later each time, and never all clients of a room at the same moment."""
        full = LONGEST_RETRY_MS if code in STAY_AWAY else min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2**self._retries)
        self._retries += 1
        self.timers.set("retry", 0, full * (0.5 + self._chance() / 2), self._connect)
        if not self._line:
            self._report("away", code=code)

    def _welcomed(self, line: int, frame: Json) -> None:
        self.timers.clear("welcome", line)
        if line == self._successor:
            self._drop(self._line)
            self._line, self._successor = line, 0
        self._joined, self._retries = True, 0
        resumed_from = self._resumed.pop(line, None)
        anew = resumed_from is None or frame["after"] < resumed_from  # told of less than asked for: another log
        if anew:
            self.log.restart(frame["after"])
            self._newest = 0
        self._report("welcome", anew=anew, frame=frame)
        self._entered, self._fetching = True, False
        self._took(frame, moving=False)
        self._asked = None
        self._ask_next()
        self._ping_every(line, min(frame.get("ping_seconds", PING_MS) * 1000, PING_MS))
        until = datetime.fromisoformat(frame["reconnect_at"]).timestamp() * 1000 - self.timers.now
        self.timers.set("successor", line, max(PING_MS, until - self._chance() * EARLY_MS), self._connect)

    def _ping_every(self, line: int, ms: float) -> None:
        def again() -> None:
            self._ping(line)
            self._ping_every(line, ms)

        self.timers.set("ping", line, ms, again)

    def _ping(self, line: int) -> None:
        self._tell(line, {"action": "ping", **self._wish})
        self.timers.set("pong", line, PONG_MS, lambda: self._give_up(line))

    def _took(self, stretch: Json, *, moving: bool) -> None:
        before = self.log.through
        fresh = self.log.take(stretch)
        if self.log.through > before:
            self._fetching = False
        if fresh:
            self._report("entries", entries=fresh)
        if moving:
            self._move()
        self._missing(stretch["through"] + 1 if stretch.get("more") else 0)

    def _move(self) -> None:
        """The next ticket says where entries come from; not everybody asks for it in the same moment."""
        if self.timers.now - self._moved_at < MOVED_MS:
            return
        self._moved_at = self.timers.now
        self._report("moving")
        self.timers.set("move", 0, self._chance() * MOVE_MS, self._connect)

    def _missing(self, newest: int) -> None:
        """One question at a time, however many frames show a gap; asked again when its answer is late."""
        self._newest = max(self._newest, newest)
        if not self._joined or self._fetching or not self.log.lacks(self._newest):
            return
        self._fetching = True
        self._tell(self._line, {"action": "fetch", "after": self.log.through})
        self.timers.set("fetch", self._line, FETCH_MS, self._fetch_again)

    def _fetch_again(self) -> None:
        self._fetching = False
        self._missing(0)

    def _ask_next(self) -> None:
        """One at a time: frames of one socket are handled side by side, and would land in any order."""
        if self.waiting and self._joined and self._asked is None:
            self._asked = self.waiting[0]["ref"]
            self._tell(self._line, self.waiting[0])
            self._ask_again_after(ANSWER_MS)

    def _ask_again_after(self, ms: float) -> None:
        def again() -> None:
            self._asked = None
            self._ask_next()

        self.timers.set("answer", 0, ms, again)

    def _settled(self, ref: str, kind: NewsKind, **what: Any) -> None:
        if not self._awaits(ref):
            return
        self.waiting = [one for one in self.waiting if one["ref"] != ref]
        self._report(kind, ref=ref, **what)
        if self._asked == ref:
            self._asked = None
            self.timers.clear("answer", 0)
            self._ask_next()

    def _awaits(self, ref: str | None) -> bool:
        return any(one["ref"] == ref for one in self.waiting)

    def _refused(self, line: int, frame: Json) -> None:
        ref, seconds = frame.get("ref"), frame.get("retry_after")
        told = {"code": frame["code"], "detail": frame["detail"], "retry_after": seconds}
        if ref is not None and self._awaits(ref):
            if frame["code"] not in AGAIN:
                self._settled(ref, "refused", **told)
            elif self._asked == ref:
                self._ask_again_after((seconds or 1) * 1000)
        elif line != self._line or not self._joined:
            self._give_up(line)
        elif ref is None:
            self._report("refused", **told)

"""Polls and quizzes: one open in a room, counted on the server, a person once."""

import hashlib
import math
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.chat.acts import Act, Actor, Acts, require_moderator
from functions.chat.audit import Deed
from functions.chat.domain import Room, found
from functions.chat.entries import Poll, PollClosed, PollEnded, PollOpened
from functions.chat.store import RoomRow
from kernel import clock, environment
from kernel.errors import Conflict
from kernel.identifiers import new_id
from kernel.transactions import transaction, until_settled

GRACE_SECONDS = 1  # for votes that were on their way when the poll ended
VOTES_KEPT = timedelta(days=400)
SHARDS = 10  # a counter takes a thousand votes a second on AWS; a popular poll gets more


class PollRow(Model):
    """A poll for as long as its votes are kept; `answer` of a quiz is nobody's to see before the end."""

    class Meta:
        table_name = environment.table_name("chatpolls")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    poll_id = UnicodeAttribute(range_key=True)
    poll = JSONAttribute()
    answer = NumberAttribute(null=True)
    expires = TTLAttribute()


class VoteRow(Model):
    class Meta:
        table_name = environment.table_name("chatvotes")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    poll_id = UnicodeAttribute(hash_key=True)
    user_id = UnicodeAttribute(range_key=True)
    option = NumberAttribute()
    expires = TTLAttribute()


class CountRow(Model):
    """Votes of some of the voters; `shard` is `{number}#{option}`."""

    class Meta:
        table_name = environment.table_name("chatcounts")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    poll_id = UnicodeAttribute(hash_key=True)
    shard = UnicodeAttribute(range_key=True)
    votes = NumberAttribute()
    expires = TTLAttribute()


class DynamoVotes:
    def cast(self, poll_id: str, user_id: str, option: int) -> None:
        """Vote and count together. The same choice again is no error; Conflict `voted_already` for another one."""

        def once() -> None:
            try:
                known = VoteRow.get(poll_id, user_id, consistent_read=True)
            except VoteRow.DoesNotExist:
                self._count(poll_id, user_id, option)
                return
            if int(known.option) != option:
                raise Conflict("You have voted already.", code="voted_already")

        until_settled(once)

    def counted(self, poll_id: str, options: int) -> list[int]:
        """Votes of each option until now."""
        votes = [0] * options
        for row in CountRow.query(poll_id, consistent_read=True):
            votes[int(row.shard.partition("#")[2])] += int(row.votes)
        return votes

    @staticmethod
    def _count(poll_id: str, user_id: str, option: int) -> None:
        shard = int.from_bytes(hashlib.blake2b(user_id.encode(), digest_size=2).digest()) % SHARDS
        expires = clock.now() + VOTES_KEPT
        with transaction() as write:
            write.save(
                VoteRow(poll_id, user_id, option=option, expires=expires), condition=VoteRow.user_id.does_not_exist()
            )
            write.update(
                CountRow(poll_id, f"{shard}#{option}"),
                actions=[CountRow.votes.add(1), CountRow.expires.set(expires)],
            )


class DynamoPolls:
    def keep(self, room_id: str, poll: Poll, answer: int | None) -> None:
        told = poll.model_dump(mode="json")
        PollRow(room_id, poll.id, poll=told, answer=answer, expires=clock.now() + VOTES_KEPT).save()

    def answer(self, room_id: str, poll_id: str) -> int | None:
        """The right option of a quiz."""
        answer = PollRow.get(room_id, poll_id, consistent_read=True).answer
        return None if answer is None else int(answer)


def open_poll(room: Room, poll_id: str, now: datetime) -> Poll:
    """The room's open poll, if that is its name; Conflict otherwise."""
    if room.poll is None or room.poll.id != poll_id or now >= room.poll.closes_at:
        raise Conflict("This poll is over.", code="poll_closed")
    return room.poll


class PollDesk:
    """`close_later` has a poll closed after so many seconds, by `close`."""

    def __init__(
        self, acts: Acts, polls: DynamoPolls, votes: DynamoVotes, close_later: Callable[[str, str, int], None]
    ) -> None:
        self.acts, self.polls, self.votes, self.close_later = acts, polls, votes, close_later

    def open(
        self, room_id: str, actor: Actor, question: str, options: list[str], seconds: int, answer: int | None
    ) -> Poll:
        """One at a time; Conflict while another is open."""
        now = self.acts.now()
        poll = Poll(
            id=new_id("pol"), question=question, options=options, quiz=answer is not None,
            closes_at=now + timedelta(seconds=seconds),
        )  # fmt: skip

        def decide(room: Room) -> Act:
            require_moderator(room, actor)
            if room.poll:
                raise Conflict("Another poll is open.", code="poll_open")
            told = poll.model_dump(mode="json")
            return Act(
                Deed("poll", actor.user_id, "", after=told),
                PollOpened(seq=room.seq + 1, at=self.acts.now(), poll=poll),
                [RoomRow.poll.set(told)],
            )

        self.polls.keep(room_id, poll, answer)
        self.acts.do(room_id, decide)
        self.close_later(room_id, poll.id, seconds + GRACE_SECONDS)
        return poll

    def end(self, room_id: str, poll_id: str, actor: Actor) -> None:
        """No vote counts from now on; the result comes when those that are on their way have arrived."""

        def decide(room: Room) -> Act:
            require_moderator(room, actor)
            poll = open_poll(room, poll_id, self.acts.now())
            now = self.acts.now()
            ended = poll.model_copy(update={"closes_at": now})
            told = ended.model_dump(mode="json")
            return Act(
                Deed("poll_end", actor.user_id, "", after=told),
                PollEnded(seq=room.seq + 1, at=now, poll=ended),
                [RoomRow.poll.set(told)],
            )

        self.acts.do(room_id, decide)
        self.close_later(room_id, poll_id, GRACE_SECONDS)

    def close(self, room_id: str, poll_id: str) -> None:
        """Tells the result of a poll whose time is over; nothing when that was told."""
        room = found(self.acts.rooms.find(room_id))
        poll = room.poll
        if poll is None or poll.id != poll_id:
            return
        left = (poll.closes_at - self.acts.now()).total_seconds()
        if left > 0:  # asked too early: queues are not clocks
            self.close_later(room_id, poll_id, math.ceil(left) + GRACE_SECONDS)
            return
        votes, answer = self.votes.counted(poll_id, len(poll.options)), self.polls.answer(room_id, poll_id)

        def decide(now: Room) -> Act:
            if now.poll is None or now.poll.id != poll_id:
                raise Conflict("The result is told already.", code="poll_closed")
            entry = PollClosed(seq=now.seq + 1, at=self.acts.now(), poll=poll, votes=votes, answer=answer)
            deed = Deed("poll_result", "system", "", after={"poll_id": poll_id, "votes": votes})
            return Act(deed, entry, [RoomRow.poll.remove()])

        with suppress(Conflict):
            self.acts.do(room_id, decide)

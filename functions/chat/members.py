"""Who is in which room, the tickets that let them in, and who sends a room's entries out, in DynamoDB."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from functions.chat.domain import Member
from functions.chat.routes import Lease, Way
from kernel import clock, environment
from kernel.clock import from_iso, iso
from kernel.transactions import held

MEMBER_KEPT = timedelta(hours=2, minutes=10)  # API Gateway cuts a connection after two hours
TICKET_VALID = timedelta(seconds=60)
LEASE = timedelta(seconds=10)


class MemberRow(Model):
    class Meta:
        table_name = environment.table_name("chatmembers")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    connection_id = UnicodeAttribute(range_key=True)
    user_id = UnicodeAttribute(null=True)
    expires = TTLAttribute()


class TicketRow(Model):
    class Meta:
        table_name = environment.table_name("chattickets")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    ticket = UnicodeAttribute(hash_key=True)
    context = JSONAttribute()
    valid_until = UnicodeAttribute()
    expires = TTLAttribute()


class LeaseRow(Model):
    """Who sends a room's entries to its members now, and how far that has come."""

    class Meta:
        table_name = environment.table_name("chatleases")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    holder = UnicodeAttribute(null=True)
    until = UnicodeAttribute(null=True)
    sent = NumberAttribute(default=0)
    sent_at = UnicodeAttribute(null=True)
    members = NumberAttribute(default=0)  # when they were last counted
    route = UnicodeAttribute(null=True)
    moved_at = UnicodeAttribute(null=True)


class DynamoMembers:
    def add(self, member: Member) -> None:
        user_id = member.person.user_id if member.person else None
        expires = clock.now() + MEMBER_KEPT
        MemberRow(member.room_id, member.connection_id, user_id=user_id, expires=expires).save()

    def remove(self, room_id: str, connection_id: str) -> None:
        MemberRow(room_id, connection_id).delete()

    def connections(self, room_id: str, start: str | None = None, end: str | None = None) -> Iterator[str]:
        """In order, from `start` up to the one before `end`; absent bounds are the ends of the order."""
        key = MemberRow.connection_id
        stretch: Condition | None = None
        match start, end:
            case None, None:
                pass
            case None, _:
                stretch = key < end
            case _, None:
                stretch = key >= start
            case _:
                stretch = key.between(start, end)  # DynamoDB's has both ends
        for row in MemberRow.query(room_id, stretch, attributes_to_get=["connection_id"]):
            if row.connection_id != end:
                yield row.connection_id

    def viewers(self, room_id: str, owner_id: str) -> int:
        """People, each once, and guests, by their connections; the room's owner is none of them."""
        people, guests = {owner_id}, 0
        for row in MemberRow.query(room_id, attributes_to_get=["user_id"], consistent_read=True):
            if row.user_id:
                people.add(row.user_id)
            else:
                guests += 1
        return len(people) - 1 + guests

    def of_person(self, room_id: str, user_id: str) -> list[str]:
        return [row.connection_id for row in MemberRow.query(room_id, filter_condition=MemberRow.user_id == user_id)]


class DynamoTickets:
    def issue(self, context: dict[str, str]) -> tuple[str, int]:
        """A ticket for one connection, and for how many seconds it is good."""
        ticket, now = secrets.token_urlsafe(24), clock.now()
        until = now + TICKET_VALID
        TicketRow(ticket, context=context, valid_until=iso(until), expires=until + TICKET_VALID).save()
        return ticket, int(TICKET_VALID.total_seconds())

    def find(self, ticket: str) -> dict[str, str] | None:
        """What it was issued for; None when it is forged, used or too old."""
        try:
            row = TicketRow.get(ticket, consistent_read=True)
        except TicketRow.DoesNotExist:
            return None
        context: dict[str, Any] = row.context
        return context if from_iso(row.valid_until) >= clock.now() else None

    def redeem(self, ticket: str) -> dict[str, str] | None:
        """As `find`, once."""
        context = self.find(ticket)
        return context if context and held(lambda: _delete(TicketRow(ticket))) else None


class DynamoLeases:
    """One holder at a time; a holder that died is succeeded when its lease has run out."""

    def way(self, room_id: str) -> Way:
        """Over what the room's entries go now."""
        try:
            return _way(LeaseRow.get(room_id, consistent_read=True))
        except LeaseRow.DoesNotExist:
            return Way()

    def take(self, room_id: str, holder: str) -> Lease | None:
        """What its last holder left; None when somebody else is at it."""
        now = clock.now()
        row = LeaseRow(room_id)
        free = LeaseRow.holder.does_not_exist() | (LeaseRow.until < iso(now))
        taken = held(
            lambda: row.update(
                actions=[
                    LeaseRow.holder.set(holder),
                    LeaseRow.until.set(iso(now + LEASE)),
                    LeaseRow.sent.set(LeaseRow.sent | 0),
                ],
                condition=free,
            )
        )
        if not taken:
            return None
        quiet = (now - from_iso(row.sent_at)).total_seconds() if row.sent_at else LEASE.total_seconds()
        return Lease(int(row.sent), max(0.0, quiet), int(row.members or 0), _way(row))

    def extend(self, room_id: str, holder: str, sent: int, members: int | None = None, way: Way | None = None) -> bool:
        """With what was counted and decided meanwhile. False when the lease was lost: the other one sends on."""
        now = clock.now()
        changes: list[Action] = [
            LeaseRow.until.set(iso(now + LEASE)),
            LeaseRow.sent.set(sent),
            LeaseRow.sent_at.set(iso(now)),
        ]
        if members is not None:
            changes.append(LeaseRow.members.set(members))
        if way is not None and way.moved_at is not None:
            changes += [LeaseRow.route.set(way.route), LeaseRow.moved_at.set(iso(way.moved_at))]
        return held(lambda: LeaseRow(room_id).update(changes, condition=LeaseRow.holder == holder))

    def give_back(self, room_id: str, holder: str, sent: int) -> None:
        held(
            lambda: LeaseRow(room_id).update(
                actions=[LeaseRow.holder.remove(), LeaseRow.until.remove(), LeaseRow.sent.set(sent)],
                condition=LeaseRow.holder == holder,
            )
        )


def _delete(row: TicketRow) -> None:
    row.delete(condition=TicketRow.ticket.exists())


def _way(row: LeaseRow) -> Way:
    moved_at = from_iso(row.moved_at) if row.moved_at else None
    return Way("events" if row.route == "events" else "sockets", moved_at)

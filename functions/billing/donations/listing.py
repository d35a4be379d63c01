"""Donations as lists: a donor's own, and those a channel received with what they come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from functions.billing.donations.domain import Donation
from functions.billing.donations.store import DonationRow, TotalRow
from functions.billing.names import DynamoDonorNames
from functions.billing.payees import DynamoPayees
from kernel.errors import Forbidden, NotFound
from kernel.pagination import decode_cursor, encode_cursor
from kernel.transactions import held

Listed = tuple[list[Donation], str | None]


@dataclass(frozen=True)
class Total:
    """Minor units of a month, less what went back."""

    currency: str
    gross_minor: int
    creator_minor: int
    count: int


@dataclass(frozen=True)
class Listing:
    payees: DynamoPayees
    names: DynamoDonorNames

    def require_owner(self, channel_id: str, user_id: str) -> None:
        payee = self.payees.find(channel_id)
        if payee is None:
            raise NotFound("There is no such channel.", code="no_such_channel")
        if payee.owner_id != user_id:
            raise Forbidden("This channel is somebody else's.", code="not_your_channel")

    def given_by(self, donor_id: str, limit: int, cursor: str | None) -> Listed:
        """The newest first."""
        start = decode_cursor(cursor)
        return _page(
            DonationRow.by_donor.query(donor_id, scan_index_forward=False, limit=limit, last_evaluated_key=start)
        )

    def received_by(self, channel_id: str, limit: int, cursor: str | None) -> Listed:
        """What was paid, the newest first."""
        start = decode_cursor(cursor)
        return _page(
            DonationRow.received.query(channel_id, scan_index_forward=False, limit=limit, last_evaluated_key=start)
        )

    def totals(self, channel_id: str, month: str) -> list[Total]:
        rows = TotalRow.query(channel_id, TotalRow.key.startswith(f"{month}#"))
        return [
            Total(row.key.partition("#")[2], int(row.gross), int(row.creator_part), int(row.donations)) for row in rows
        ]

    def names_of(self, donations: Iterable[Donation]) -> dict[str, str]:
        return self.names.of(donation.donor_id for donation in donations)

    def hide(self, channel_id: str, donation_id: str, *, hidden: bool) -> None:
        """The words of a donation of this channel: from now on neither in the overlay, or again."""
        row = DonationRow(donation_id)
        done = held(
            lambda: row.update([DonationRow.message_hidden.set(hidden)], condition=DonationRow.channel_id == channel_id)
        )
        if not done:
            raise NotFound("There is no such donation to this channel.", code="no_such_donation")


def _page(rows: Any) -> Listed:
    found = [row.donation() for row in rows]
    return found, encode_cursor(rows.last_evaluated_key)

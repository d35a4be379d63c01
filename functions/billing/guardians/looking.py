"""A guardian looks at what minors gave with his consent, and takes it back as they could."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from functions.billing.donations.domain import Donation
from functions.billing.donations.store import DonationRow, DynamoDonations
from functions.billing.names import DynamoDonorNames
from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.pagination import decode_cursor, encode_cursor


class Refunds(Protocol):
    def refund(self, payment_id: str, amount: int, key: str) -> None: ...


@dataclass(frozen=True)
class Looking:
    donations: DynamoDonations
    names: DynamoDonorNames
    processor: Refunds
    now: Clock

    def given(self, guardian_id: str, limit: int, cursor: str | None) -> tuple[list[Donation], str | None]:
        """What minors gave while this adult answered for them, the newest first; that stays his to see."""
        rows = DonationRow.by_guardian.query(
            guardian_id, scan_index_forward=False, limit=limit, last_evaluated_key=decode_cursor(cursor)
        )
        found = [row.donation() for row in rows]
        return found, encode_cursor(rows.last_evaluated_key)

    def names_of(self, donations: Iterable[Donation]) -> dict[str, str]:
        return self.names.of(donation.donor_id for donation in donations)

    def take_back(self, donation_id: str, guardian_id: str, key: str) -> Donation:
        """Within the days of the policy, all that is left of it; it is refunded when the processor says so."""
        donation = self.donations.find(donation_id)
        if donation is None or donation.guardian_id != guardian_id:
            raise NotFound("No minor gave this with your consent.", code="no_such_donation")
        donation.require_refundable(donation.donor_id, self.now())
        self.processor.refund(donation.payment_id or "", donation.left.total, f"{donation.id}-guardian-{key}")
        return donation

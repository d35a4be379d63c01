"""Each line of the journal that is owed to somebody, open until it stands in a payout.

Written in the transaction that books the entry. A payout itself is no such line: it settles them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.billing.ledger import chart
from kernel import environment
from kernel.events import Event
from kernel.money import Money

if TYPE_CHECKING:
    from functions.billing.ledger.entries import Entry, Line

OWED = {chart.CREATORS, chart.SELLERS}
SETTLES = "payout"  # the source of entries that pay lines, and make none
MONEY = {chart.CASH, chart.PROCESSOR, chart.IN_DISPUTE, chart.CLEARING, chart.DIFFERENCES}


class Open(GlobalSecondaryIndex["PayableRow"]):
    """Sparse: what stands in no payout yet."""

    class Meta:
        index_name = "open"
        projection = AllProjection()

    open = UnicodeAttribute(hash_key=True)
    line = UnicodeAttribute(range_key=True)


class InPayout(GlobalSecondaryIndex["PayableRow"]):
    """Sparse: the lines of a payout."""

    class Meta:
        index_name = "in_payout"
        projection = AllProjection()

    payout_id = UnicodeAttribute(hash_key=True)
    line = UnicodeAttribute(range_key=True)


class PayableRow(Model):
    """`party` is `madang/creator/chn_…`; `line` is `USD#2026-11-03#000000000012#002`: day, entry and line number."""

    class Meta:
        table_name = environment.table_name("payables")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    party = UnicodeAttribute(hash_key=True)
    line = UnicodeAttribute(range_key=True)
    amount = NumberAttribute()
    given = NumberAttribute()
    tax = NumberAttribute()
    source_type = UnicodeAttribute()
    source_id = UnicodeAttribute()
    payment_id = UnicodeAttribute(null=True)
    open = UnicodeAttribute(null=True)  # the party again, until it stands in a payout
    payout_id = UnicodeAttribute(null=True)
    opened = Open()
    in_payout = InPayout()

    def payable(self) -> "Payable":
        currency, day, sequence, number = self.line.split("#")
        return Payable(
            key=self.line,
            amount=Money(int(self.amount), currency),
            booked_on=date.fromisoformat(day),
            sequence=int(sequence),
            line_no=int(number),
            source_type=self.source_type,
            source_id=self.source_id,
            payment_id=self.payment_id or "",
            given=int(self.given),
            tax=int(self.tax),
        )


class PartyListRow(Model):
    """Everybody to whom something was ever owed; `party` is `creator/chn_…`."""

    class Meta:
        table_name = environment.table_name("payableparties")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    entity = UnicodeAttribute(hash_key=True)
    party = UnicodeAttribute(range_key=True)


@dataclass(frozen=True)
class Payable:
    """`amount` is positive where it became owed, negative where it was taken back. `given` is what viewers paid for it
    and `tax` their tax in it, in minor units; what neither the payee nor the tax got of it is the platform's.
    """

    key: str
    amount: Money
    booked_on: date
    sequence: int
    line_no: int
    source_type: str
    source_id: str
    payment_id: str = ""
    given: int = 0
    tax: int = 0

    @property
    def platform(self) -> int:
        return self.given - self.tax - self.amount.minor


def party_key(entity_id: str, party: str) -> str:
    return f"{entity_id}/{party}"


def write_payables(write: TransactWrite, entity_id: str, entry: "Entry", fact: Event) -> None:
    """One item a line and one a party, in the transaction of the entry."""
    if entry.draft.source.type == SETTLES:
        return
    parties = set()
    for number, line in enumerate(entry.draft.lines, 1):
        if line.account in OWED and line.party:
            party = f"{line.party.type}/{line.party.id}"
            parties.add(party)
            given, tax = given_for(line, entry, fact)
            row = PayableRow(
                party_key(entity_id, party),
                f"{line.amount.currency}#{entry.accounting_date}#{entry.sequence:012}#{number:03}",
                amount=-line.amount.minor,
                given=given,
                tax=tax,
                source_type=entry.draft.source.type,
                source_id=entry.draft.source.id,
                payment_id=getattr(fact, "payment_id", None),
                open=party_key(entity_id, party),
            )
            write.save(row)
    for party in sorted(parties):
        write.save(PartyListRow(entity_id, party))


def given_for(line: "Line", entry: "Entry", fact: Event) -> tuple[int, int]:
    """What viewers paid for this line and the tax in it, in minor units; negative where it went back.

    Of an invoice the line of it that was divided; else the whole entry where the line is the only one owed.
    What no viewer paid (a correction) is given as it is owed.
    """
    from contracts.billing import InvoicePaid  # late: whoever only reads what is owed needs no event

    if isinstance(fact, InvoicePaid):
        party = line.party.id if line.party else ""
        posted = [other for other in entry.draft.lines if other.account in OWED and other.party == line.party]
        of_channel = [part for part in fact.lines if part.channel_id == party and part.creator_part]
        place = next(number for number, other in enumerate(posted) if other is line)
        if len(of_channel) == len(posted):  # the rule posts them in the order of the invoice
            return of_channel[place].net + of_channel[place].tax, of_channel[place].tax
        return -line.amount.minor, 0
    lines = [other for other in entry.draft.lines if other.amount.currency == line.amount.currency]
    alone = sum(1 for other in lines if other.account in OWED) == 1
    if not alone or not getattr(fact, "payment_id", None):
        return -line.amount.minor, 0
    given = -sum(other.amount.minor for other in lines if other.account not in MONEY)
    return given, -sum(other.amount.minor for other in lines if other.account == chart.SALES_TAX)


def open_lines(entity_id: str, party: str) -> Iterator[Payable]:
    """Of all currencies, by currency and then the oldest first; a line booked a moment ago may be missing."""
    for row in PayableRow.opened.query(party_key(entity_id, party)):
        yield row.payable()


def lines_in(payout_id: str) -> Iterator[Payable]:
    """Of a payout, in the order of the journal's days and entries."""
    for row in PayableRow.in_payout.query(payout_id):
        yield row.payable()


def parties(entity_id: str) -> Iterator[str]:
    for row in PartyListRow.query(entity_id, consistent_read=True):
        yield row.party

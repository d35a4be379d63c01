"""What is owed to each creator and seller, as the books say it: turnovers of the payables by party, month and source.

Written in the transaction that books the entry, so a dashboard and the ledger cannot differ.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from functions.billing.ledger.chart import CREATORS, SELLERS
from functions.billing.ledger.entries import Entry
from kernel import environment

OWED = {CREATORS, SELLERS}


class PartyRow(Model):
    """`party` is `madang/creator/chn_…`; `part` is month, source and currency, `2026-11#donation#USD`."""

    class Meta:
        table_name = environment.table_name("ledgerparties")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    party = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    amount = NumberAttribute(default=0)
    lines = NumberAttribute(default=0)


@dataclass(frozen=True)
class Owed:
    """`amount` in minor units: positive became owed, negative was taken back or paid out. `lines` counts entries."""

    period: str
    source: str
    currency: str
    amount: int
    lines: int


def write_owed(write: TransactWrite, entity_id: str, entry: Entry) -> None:
    changes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for line in entry.draft.lines:
        if line.account in OWED and line.party:
            part = f"{entry.period}#{entry.draft.source.type}#{line.amount.currency}"
            changes[_key(entity_id, line.party.type, line.party.id), part].append(-line.amount.minor)
    for (party, part), amounts in changes.items():
        actions: list[Action] = [PartyRow.amount.add(sum(amounts)), PartyRow.lines.add(len(amounts))]
        write.update(PartyRow(party, part), actions=actions)


def owed_to(entity_id: str, party_type: str, party_id: str) -> Iterator[Owed]:
    """All that was ever booked for the party, the oldest month first."""
    for row in PartyRow.query(_key(entity_id, party_type, party_id), consistent_read=True):
        period, source, currency = row.part.split("#")
        yield Owed(period, source, currency, int(row.amount), int(row.lines))


def _key(entity_id: str, party_type: str, party_id: str) -> str:
    return f"{entity_id}/{party_type}/{party_id}"

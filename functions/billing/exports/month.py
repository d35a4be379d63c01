"""One month of one entity as files: a single pass over its entries, in memory that does not grow with them."""

import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from contracts.billing import PayoutPaid
from functions.billing.exports import invoices, orders, subledgers
from functions.billing.exports.journal_file import (
    CHART,
    JOURNAL,
    TRIAL_BALANCE,
    chart_rows,
    journal_rows,
    trial_balance_rows,
)
from functions.billing.exports.payout_files import PAYOUT_LINES, lines_differ, payout_lines
from functions.billing.exports.rollforward import FX_RATES, ROLLFORWARD, Deferred, rollforward_rows
from functions.billing.exports.subledgers import EXCEPTIONS, late_rows
from functions.billing.exports.tables import Table, TableWriter, digest_of
from functions.billing.exports.twins import Beancount, Hledger, postings_of
from functions.billing.ledger import rules
from functions.billing.ledger.entries import Entry
from functions.billing.ledger.journal import Balances, ChainBroken, Entity, Head, follow
from functions.billing.ledger.payables import Payable
from kernel.events import Event

GENERATOR_VERSION = 3
FILES = (*subledgers.FILES, *invoices.FILES, *orders.FILES)
Register = tuple[Table, Iterable[Sequence[Any]]]
LinesOf = Callable[[str], Iterable[Payable]]  # of a payout, in the order of the journal
Rows = Callable[[Entry, Any], Iterator[tuple[Any, ...]]]
MADE_AT = (1980, 1, 1, 0, 0, 0)  # of every file in the archive: the same month is the same bytes


@dataclass(frozen=True)
class Booked:
    """An entry, its own hash proved, with the fact it was made of."""

    entry: Entry
    fact: Event


@dataclass(frozen=True)
class Opening:
    """What the month begins with: the month before it, closed."""

    balances: Balances
    head: Head
    manifest_sha256: str | None = None


@dataclass(frozen=True)
class Exported:
    """`archive` is the zip; `closing` is what the next month begins with."""

    archive: Path
    manifest: dict[str, Any]
    closing: Opening


class MonthFiles:
    """The files that a pass over the entries fills, open until it ends."""

    def __init__(
        self, folder: Path, entity: Entity, period: str, opening: Opening, lines_of: LinesOf | None, files: ExitStack
    ) -> None:
        self.lines_of = lines_of
        self.payout_lines = files.enter_context(TableWriter(PAYOUT_LINES, folder))
        self.period, self.head, self.month = period, opening.head, Balances()
        self.deferred, self.functional = Deferred(), entity.functional
        self.rates: set[tuple[str, ...]] = set()
        self.journal = files.enter_context(TableWriter(JOURNAL, folder))
        tables = {table for table, _, _ in FILES}
        self.others = {table: files.enter_context(TableWriter(table, folder)) for table in tables}
        self.by_fact: dict[type[Event], list[tuple[TableWriter, Rows]]] = defaultdict(list)
        for table, kind, rows in FILES:
            self.by_fact[kind].append((self.others[table], rows))
        self.twins = [
            kind(
                files.enter_context((folder / kind.name).open("w", encoding="utf-8", newline="")),
                entity.id,
                period,
                entity.functional,
                opening.balances,
            )
            for kind in (Beancount, Hledger)
        ]

    def add(self, booked: Booked) -> None:
        """Raises `ChainBroken` for an entry that is not the next one, or of another month."""
        entry = booked.entry
        if entry.period != self.period:
            raise ChainBroken(entry.sequence, f"is of {entry.period}")
        self.head = follow(self.head, entry)
        self.month.add(entry)
        self.deferred.add(entry)
        day = entry.accounting_date.isoformat()
        self.rates |= {(day, currency, self.functional, *rate) for currency, rate in entry.rates.items()}
        self.journal.write(journal_rows(entry))
        for writer, rows in self.by_fact.get(type(booked.fact), ()):
            writer.write(rows(entry, booked.fact))
        if isinstance(booked.fact, PayoutPaid) and self.lines_of:
            lines = list(self.lines_of(booked.fact.payout_id))
            self.payout_lines.write(payout_lines(booked.fact, lines))
            total = sum(line.amount.minor for line in lines)
            self.others[EXCEPTIONS].write(lines_differ(entry, booked.fact, total))
        if entry.late:
            self.others[EXCEPTIONS].write(late_rows(entry))
        postings = postings_of(entry)
        for twin in self.twins:
            twin.write(entry, postings)

    def close(self, opening: Balances) -> dict[str, dict[str, Any]]:
        """What the manifest says of the tables."""
        for twin in self.twins:
            twin.close(opening, self.month)
        return {
            writer.table.name: writer.close() for writer in (self.journal, self.payout_lines, *self.others.values())
        }


def export(
    entity: Entity,
    period: str,
    opening: Opening,
    entries: Iterable[Booked],
    folder: Path,
    *,
    closed: bool,
    lines_of: LinesOf | None = None,
    registers: Callable[[Balances], Iterable[Register]] = lambda _: (),
) -> Exported:
    """Writes the files and their archive into the folder. Raises `ChainBroken` before there is an archive.

    `registers` makes the files that are made of something else than entries, given the closing balances.
    Without `lines_of`, which gives the lines of a payout, payout_lines.csv has its header only.
    """
    with ExitStack() as files:
        pass_over = MonthFiles(folder, entity, period, opening, lines_of, files)
        for booked in entries:
            pass_over.add(booked)
        tables = pass_over.close(opening.balances)
    head, month = pass_over.head, pass_over.month
    own: tuple[Register, ...] = (
        (CHART, chart_rows()),
        (TRIAL_BALANCE, trial_balance_rows(opening.balances, month)),
        (ROLLFORWARD, rollforward_rows(opening.balances, month, pass_over.deferred)),
        (FX_RATES, sorted(pass_over.rates)),
    )
    for table, rows in chain(own, registers(opening.balances.with_added(month))):
        with TableWriter(table, folder) as writer:
            writer.write(rows)
            tables[table.name] = writer.close()
    tables |= {kind.name: digest_of(folder / kind.name) for kind in (Beancount, Hledger)}
    manifest = {
        "entity": entity.id,
        "functional_currency": entity.functional,
        "period": period,
        "status": "closed" if closed else "draft",
        "generator_version": GENERATOR_VERSION,
        "posting_rules_version": rules.VERSION,
        "ledger_head_sequence": head.sequence,
        "ledger_head_hash": head.hash,
        "previous_manifest_sha256": opening.manifest_sha256,
        "files": dict(sorted(tables.items())),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    sha256 = digest_of(folder / "manifest.json")["sha256"]
    archive = _archived(folder, f"{entity.id}-{period}.zip", ("manifest.json", *sorted(tables)))
    return Exported(archive, manifest, Opening(opening.balances.with_added(month), Head(), sha256))


def _archived(folder: Path, name: str, members: Iterable[str]) -> Path:
    with zipfile.ZipFile(folder / name, "w") as archive:
        for member in members:
            info = zipfile.ZipInfo(member, MADE_AT)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as target, (folder / member).open("rb") as source:
                for chunk in _chunks(source):
                    target.write(chunk)
    return folder / name


def _chunks(source: Any) -> Iterator[bytes]:
    while chunk := source.read(1 << 20):
        yield chunk

"""One month of one entity as files: a single pass over its entries, in memory that does not grow with them."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from contracts.billing import PayoutPaid
from functions.billing.exports import advertising, columnar, invoices, orders, subledgers
from functions.billing.exports.archive import archived
from functions.billing.exports.journal_file import (
    CHART,
    JOURNAL,
    TRIAL_BALANCE,
    chart_rows,
    journal_rows,
    trial_balance_rows,
)
from functions.billing.exports.payout_files import PAYOUT_LINES, lines_differ, payout_lines
from functions.billing.exports.rollforward import FX_RATES, rate_rows, roll_forwards
from functions.billing.exports.subledgers import EXCEPTIONS, late_rows
from functions.billing.exports.tables import Table, TableWriter, digest_of
from functions.billing.exports.twins import Beancount, Hledger, postings_of
from functions.billing.exports.us_1099 import US_1099, UnitedStates, YearToDate, year_to_date
from functions.billing.ledger import rules
from functions.billing.ledger.entries import Entry
from functions.billing.ledger.journal import Balances, ChainBroken, Entity, Head, follow
from functions.billing.ledger.payables import Payable
from kernel.events import Event

GENERATOR_VERSION = 4
FILES = (*subledgers.FILES, *invoices.FILES, *orders.FILES, *advertising.FILES)
Register = tuple[Table, Iterable[Sequence[Any]]]
LinesOf = Callable[[str], Iterable[Payable]]  # of a payout, in the order of the journal
Rows = Callable[[Entry, Any], Iterator[tuple[Any, ...]]]


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
        self.roll_forwards, self.functional = roll_forwards(), entity.functional
        self.rolled = {roll_forward.account: roll_forward for roll_forward in self.roll_forwards}
        self.united_states = UnitedStates(period)
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
        for line in entry.draft.lines:
            if line.account in self.rolled:
                self.rolled[line.account].add(entry.draft.source.type, line)
        day = entry.accounting_date.isoformat()
        self.rates |= {(day, currency, self.functional, *rate) for currency, rate in entry.rates.items()}
        self.journal.write(journal_rows(entry))
        for writer, rows in self.by_fact.get(type(booked.fact), ()):
            writer.write(rows(entry, booked.fact))
        if isinstance(booked.fact, PayoutPaid):
            self._add_payout(entry, booked.fact)
        if entry.late:
            self.others[EXCEPTIONS].write(late_rows(entry))
        postings = postings_of(entry)
        for twin in self.twins:
            twin.write(entry, postings)

    def _add_payout(self, entry: Entry, fact: PayoutPaid) -> None:
        self.united_states.add(fact)
        if self.lines_of:
            lines = list(self.lines_of(fact.payout_id))
            self.payout_lines.write(payout_lines(fact, lines))
            total = sum(line.amount.minor for line in lines)
            self.others[EXCEPTIONS].write(lines_differ(entry, fact, total))

    def registers(self, opening: Balances, paid_to: YearToDate) -> Iterator[Register]:
        """After the pass: the tables that are sums of it."""
        yield CHART, chart_rows()
        yield TRIAL_BALANCE, trial_balance_rows(opening, self.month)
        for roll_forward in self.roll_forwards:
            yield roll_forward.table, roll_forward.rows(opening, self.month)
        yield FX_RATES, rate_rows(self.rates)
        yield US_1099, self.united_states.rows(paid_to)

    def tables(self) -> list[Table]:
        """Those that the pass fills."""
        return [JOURNAL, PAYOUT_LINES, *self.others]

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
        written = pass_over.tables()
    head, month = pass_over.head, pass_over.month
    own = pass_over.registers(opening.balances, year_to_date(entity.id, period))
    for table, rows in chain(own, registers(opening.balances.with_added(month))):
        with TableWriter(table, folder) as writer:
            writer.write(rows)
            tables[table.name] = writer.close()
            written.append(table)
    tables |= columnar.write(folder, written)
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
    archive = archived(folder, f"{entity.id}-{period}.zip", ("manifest.json", *sorted(tables)))
    return Exported(archive, manifest, Opening(opening.balances.with_added(month), Head(), sha256))

"""Parquet beside CSV: the same rows, typed, the same bytes each time."""

import csv
from pathlib import Path
from typing import Any

import duckdb
import pytest

from functions.billing.exports import columnar
from functions.billing.exports.journal_file import JOURNAL
from functions.billing.exports.month import export
from functions.billing.exports.tables import Table, TableWriter
from tests.billing.books import ENTITY, booked
from tests.billing.facts import month_of_facts
from tests.billing.test_month_export import NOTHING, NOW

ODD = Table("odd.csv", ("memo", "accounting_date", "paid_at", "amount_minor", "note"), ("amount_minor",))


def read(path: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect() as engine:
        return engine.execute(f"SELECT * FROM '{path}'").fetchall()  # noqa: S608 - our own file


def test_every_table_is_there_with_the_same_values(tmp_path: Path) -> None:
    items = booked(month_of_facts(300), NOW)[0]
    files = export(ENTITY, "2026-10", NOTHING, items, tmp_path, closed=True).manifest["files"]
    tables = [name.removesuffix(".csv") for name in files if name.endswith(".csv")]
    assert tables
    for name in tables:
        assert f"parquet/{name}.parquet" in files
        with (tmp_path / f"{name}.csv").open(newline="") as file:
            texts = [[value or None for value in row] for row in csv.reader(file)][1:]
        assert len(read(tmp_path / f"parquet/{name}.parquet")) == len(texts) == files[f"{name}.csv"]["rows"]
    totals = read(tmp_path / "parquet/journal.parquet")
    place = JOURNAL.columns.index("functional_debit_minor")
    assert sum(row[place] for row in totals) == files["journal.csv"]["control_sums"]["functional_debit_minor"]


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    rows = [
        ('a "quoted", comma', "2026-10-31", "2026-10-31T23:59:59.999Z", -5, "두 줄\nsecond"),
        (None, None, None, 2**53 + 1, "4,5"),
    ]
    with TableWriter(ODD, tmp_path) as writer:
        writer.write(rows)
    return tmp_path


def test_quotes_lines_and_nothing_come_through_typed(odd: Path) -> None:
    columnar.write(odd, [ODD])
    first, second = read(odd / "parquet/odd.parquet")
    assert first[0] == 'a "quoted", comma'
    assert (str(first[1]), first[2].isoformat(timespec="milliseconds")) == ("2026-10-31", "2026-10-31T23:59:59.999")
    assert (first[3], first[4]) == (-5, "두 줄\nsecond")
    assert second == (None, None, None, 2**53 + 1, "4,5")


def test_again_it_is_the_same_bytes(odd: Path) -> None:
    assert columnar.write(odd, [ODD]) == columnar.write(odd, [ODD])


def test_what_is_not_of_its_type_makes_no_file(odd: Path) -> None:
    (odd / ODD.name).write_text("memo,accounting_date,paid_at,amount_minor,note\r\nx,tomorrow,,1,\r\n")
    with pytest.raises(duckdb.Error):
        columnar.write(odd, [ODD])

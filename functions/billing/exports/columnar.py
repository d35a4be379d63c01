"""The tables of a month once more as Parquet, for those who load instead of read: typed columns, compressed.

DuckDB makes them from the CSV files that were written, in one thread and a bounded memory, so that they are the same
bytes each time and cannot say anything else.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from functions.billing.exports.tables import Table, digest_of

FOLDER = "parquet"
ROWS = 20_000  # in a row group: what is held in memory at once
MEMORY = "300MB"
DAYS = {"accounting_date", "date", "issue_date", "due_date", "start", "end", "period_from", "period_to", "booked_on"}


def write(folder: Path, tables: Iterable[Table]) -> dict[str, dict[str, Any]]:
    """`parquet/journal.parquet` beside `journal.csv`; what the manifest says. DuckDB's error for a bad value."""
    (folder / FOLDER).mkdir(exist_ok=True)
    spill = folder / "spill"
    made: dict[str, dict[str, Any]] = {}
    with duckdb.connect(config={"threads": 1, "memory_limit": MEMORY, "temp_directory": str(spill)}) as engine:
        for table in tables:
            name = f"{FOLDER}/{Path(table.name).stem}.parquet"
            engine.execute(_copy(table, folder / table.name, folder / name))
            made[name] = digest_of(folder / name)
    return made


def _copy(table: Table, source: Path, target: Path) -> str:
    columns = ", ".join(f"'{column}': '{_type(table, column)}'" for column in table.columns)
    dialect = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"'"
    reader = f"read_csv('{source}', {dialect}, columns = {{{columns}}})"
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS}"
    return f"COPY (SELECT * FROM {reader}) TO '{target}' ({options})"  # noqa: S608 - names of our own tables


def _type(table: Table, column: str) -> str:
    if column in table.controls or column.endswith("_minor"):
        return "BIGINT"
    if column.endswith("_at"):
        return "TIMESTAMP"
    return "DATE" if column in DAYS else "VARCHAR"

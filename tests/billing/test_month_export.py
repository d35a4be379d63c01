"""The export of a month, read as an accountant reads it."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.billing.exports.month import Booked, Opening, export
from functions.billing.exports.tables import digest_of
from functions.billing.ledger.journal import Balances, ChainBroken, Head
from tests.billing.books import ENTITY, booked
from tests.billing.facts import START, month_of_facts

NOW = datetime(2026, 11, 3, tzinfo=UTC)
NOTHING = Opening(Balances(), Head())


@pytest.fixture(scope="module")
def october() -> list[Booked]:
    return booked(month_of_facts(400), NOW)[0]


def rows_of(archive: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(archive) as opened:
        return list(csv.DictReader(io.StringIO(opened.read(name).decode())))


def made(folder: Path, name: str, items: list[Booked], opening: Opening = NOTHING, period: str = "2026-10") -> Path:
    target = folder / name
    target.mkdir()
    return export(ENTITY, period, opening, items, target, closed=True).archive


def test_the_same_month_is_the_same_bytes(tmp_path: Path, october: list[Booked]) -> None:
    first, again = (made(tmp_path, name, october) for name in ("first", "again"))
    assert digest_of(first) == digest_of(again)


def test_the_manifest_proves_every_file(tmp_path: Path, october: list[Booked]) -> None:
    archive = made(tmp_path, "one", october)
    with zipfile.ZipFile(archive) as opened:
        manifest = json.loads(opened.read("manifest.json"))
        assert sorted(opened.namelist()) == sorted(["manifest.json", *manifest["files"]])
        for name, said in manifest["files"].items():
            content = opened.read(name)
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_bytes(content)
            assert digest_of(tmp_path / name) == {"bytes": said["bytes"], "sha256": said["sha256"]}
            if name.endswith(".csv"):
                rows = list(csv.DictReader(io.StringIO(content.decode())))
                assert len(rows) == said["rows"]
                for column, total in said["control_sums"].items():
                    assert sum(int(row[column] or 0) for row in rows) == total
    assert manifest["ledger_head_hash"] == october[-1].entry.hash
    assert manifest["previous_manifest_sha256"] is None


def test_journal_and_trial_balance_agree_and_balance(tmp_path: Path, october: list[Booked]) -> None:
    archive = made(tmp_path, "one", october)
    journal = rows_of(archive, "journal.csv")
    for currency in {row["currency"] for row in journal}:
        lines = [row for row in journal if row["currency"] == currency]
        assert sum(int(row["debit_minor"]) for row in lines) == sum(int(row["credit_minor"]) for row in lines)
    by_entry: dict[str, int] = {}
    for row in journal:
        change = int(row["functional_debit_minor"]) - int(row["functional_credit_minor"])
        by_entry[row["entry_id"]] = by_entry.get(row["entry_id"], 0) + change
    assert set(by_entry.values()) == {0}
    for balance in rows_of(archive, "trial_balance.csv"):
        lines = [
            row for row in journal if (row["account"], row["currency"]) == (balance["account"], balance["currency"])
        ]
        assert int(balance["debits"]) == sum(int(row["debit_minor"]) for row in lines)
        assert int(balance["opening"]) + int(balance["debits"]) - int(balance["credits"]) == int(balance["closing"])
    assert sum(int(row["functional_closing"]) for row in rows_of(archive, "trial_balance.csv")) == 0


def test_a_month_opens_with_what_the_one_before_closed_with(tmp_path: Path, october: list[Booked]) -> None:
    (tmp_path / "october").mkdir()
    closed = export(ENTITY, "2026-10", NOTHING, october, tmp_path / "october", closed=True)
    november, _ = booked(month_of_facts(50, seed=2, start=START.replace(month=11), days=30), NOW)
    archive = made(tmp_path, "november", november, closed.closing, "2026-11")
    before = {
        (row["account"], row["currency"]): (row["closing"], row["functional_closing"])
        for row in rows_of(closed.archive, "trial_balance.csv")
    }
    opening = {
        (row["account"], row["currency"]): (row["opening"], row["functional_opening"])
        for row in rows_of(archive, "trial_balance.csv")
    }
    assert {key: value for key, value in opening.items() if value != ("0", "0")} == {
        key: value for key, value in before.items() if value != ("0", "0")
    }
    with zipfile.ZipFile(archive) as opened:
        assert json.loads(opened.read("manifest.json"))["previous_manifest_sha256"] == closed.closing.manifest_sha256


def test_a_broken_chain_makes_no_archive(tmp_path: Path, october: list[Booked]) -> None:
    with pytest.raises(ChainBroken):
        made(tmp_path, "broken", [*october[:10], *october[11:]])
    assert not list(tmp_path.rglob("*.zip"))

"""Exports a month of a stage twice and judges it as an auditor would: make close-month PERIOD=2026-10 CLOSE=1.

Without CLOSE it is a draft and nothing is shut. Compared and checked: the two archives' bytes, the manifest against
every file, the trial balance, each register beside its account, and the twins by beancount's and hledger's own
checkers, which are brought into .madang/checkers. The archive is left in .madang/exports.
"""

import argparse
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

import boto3  # noqa: E402 - the import paths come first
import duckdb  # noqa: E402 - the import paths come first
from botocore.config import Config  # noqa: E402

from kernel import clock, environment  # noqa: E402
from local.settings import Settings  # noqa: E402
from tools.month_checks import Check, register_checks, rows, worth_checks  # noqa: E402
from tools.stacks import resource  # noqa: E402

BEANCOUNT = "beancount==3.2.0"
WORK = ROOT / ".madang"


def exported(function: str, event: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """What the function said of its export, and the archive."""
    said = invoked(function, event)
    body = boto3.client("s3").get_object(Bucket=said["bucket"], Key=said["archive"])["Body"].read()
    return said, body


def invoked(function: str, event: dict[str, Any]) -> dict[str, Any]:
    """The function's answer. Ends with its words where it refused."""
    client = boto3.client("lambda", config=Config(read_timeout=900, retries={"total_max_attempts": 1}))
    answer = client.invoke(FunctionName=function, Payload=json.dumps(event).encode())
    said: dict[str, Any] = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise SystemExit(f"{said.get('errorType')}: {said.get('errorMessage')}")
    return said


def manifest_checks(files: dict[str, bytes]) -> Iterator[Check]:
    manifest = json.loads(files["manifest.json"])
    named = set(manifest["files"]) | {"manifest.json"}
    yield "the manifest names every file", named == set(files), f"{len(files)} files"
    wrong = [
        name
        for name, said in manifest["files"].items()
        if hashlib.sha256(files[name]).hexdigest() != said["sha256"]
        or ("rows" in said and len(rows(files[name])) != said["rows"])
        or any(
            sum(int(row[column] or 0) for row in rows(files[name])) != total
            for column, total in said.get("control_sums", {}).items()
        )
    ]
    yield "hashes, rows and control sums agree", not wrong, ", ".join(wrong) or "all of them"


def balance_checks(files: dict[str, bytes]) -> Iterator[Check]:
    sums: dict[str, int] = {}
    for row in rows(files["trial_balance.csv"]):
        sums[row["currency"]] = sums.get(row["currency"], 0) + int(row["closing"])
    yield "the trial balance is zero in every currency", not any(sums.values()), str(sums)
    functional = sum(int(row["functional_closing"]) for row in rows(files["trial_balance.csv"]))
    yield "and in the functional one", functional == 0, str(functional)
    wrong = [
        row["account"]
        for row in rows(files["trial_balance.csv"])
        if int(row["opening"]) + int(row["debits"]) - int(row["credits"]) != int(row["closing"])
    ]
    yield "opening + debits - credits = closing", not wrong, ", ".join(wrong) or "of every account"


def parquet_check(folder: Path, files: dict[str, bytes]) -> Check:
    """Each table's Parquet has the rows of its CSV."""
    tables = [Path(name).stem for name in files if name.endswith(".csv")]
    with duckdb.connect() as engine:
        counts = {
            name: engine.read_parquet(f"{folder}/parquet/{name}.parquet").count("*").fetchall()[0][0] for name in tables
        }
    wrong = [name for name, count in counts.items() if count != len(rows(files[f"{name}.csv"]))]
    return "each table is there as Parquet, row for row", not wrong, ", ".join(wrong) or f"{len(tables)} of them"


def checkers() -> dict[str, list[str]]:
    """Beancount from PyPI, hledger from the PATH or, unpacked beside, from Debian."""
    home = WORK / "checkers"
    bean = home / "beancount"
    if not (bean / "bin" / "bean-check").exists():
        uv = str(Path(sys.executable).with_name("uv"))
        command = [uv, "pip", "install", "--quiet", "--no-config", "--target", str(bean), BEANCOUNT]
        subprocess.run(command, check=True)
    hledger = shutil.which("hledger") or str(home / "hledger" / "usr" / "bin" / "hledger")
    if not Path(hledger).exists() and shutil.which("apt-get"):
        home.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "download", "hledger"], cwd=home, check=False, capture_output=True)
        for package in home.glob("hledger_*.deb"):
            subprocess.run(["dpkg", "-x", str(package), str(home / "hledger")], check=True)
    run = f"import sys; sys.path.insert(0, {str(bean)!r}); from beancount.scripts.check import main; main()"
    return {
        "ledger.beancount": [sys.executable, "-c", run],
        "ledger.journal": [hledger, "--file"],
    }


def twin_checks(folder: Path) -> Iterator[Check]:
    for twin, command in checkers().items():
        if not Path(command[0]).exists():
            yield f"{Path(command[0]).name} accepts {twin}", False, "it is not on this machine"
            continue
        after = ["check"] if twin == "ledger.journal" else []
        done = subprocess.run([*command, str(folder / twin), *after], capture_output=True, text=True, check=False)
        said = (done.stdout + done.stderr).strip().splitlines()
        name = "hledger" if after else "bean-check"
        yield f"{name} accepts {twin}", done.returncode == 0, said[0] if said else "without a word"


def checks(first: bytes, again: bytes, folder: Path) -> Iterator[Check]:
    digests = {hashlib.sha256(archive).hexdigest() for archive in (first, again)}
    yield "two exports are the same bytes", len(digests) == 1, min(digests)[:16]
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        archive.extractall(folder)
    yield from manifest_checks(files)
    yield from balance_checks(files)
    yield from register_checks(files)
    if "parquet/journal.parquet" in files:  # archives of generator 3 and before are neither revalued nor columnar
        yield from worth_checks(files)
        yield parquet_check(folder, files)
    yield from twin_checks(folder)


def close_month(stage: str, period: str, *, closing: bool) -> tuple[dict[str, Any], list[Check]]:
    """The manifest, and what was checked: its name, whether it holds, what was seen."""
    function = resource(stage, "billing", "AWS::Lambda::Function", "CloseMonth")
    event = {"period": period, "close": closing}
    said, first = exported(function, event)
    _, again = exported(function, event)
    folder = WORK / "exports" / period
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / Path(said["archive"]).name).write_bytes(first)
    rebuilt = invoked(function, {"period": period, "rebuild": True})
    same: Check = ("made again from its facts it is the same", not rebuilt["restated"], f"{rebuilt['entries']} entries")
    differs = said.get("remade", {}).get("differs", [])
    newer = "generator_version" in differs
    told = f"a later version makes others: {', '.join(differs)}" if newer else ", ".join(differs) or "the very same"
    kept: Check = ("what was handed out stands, and comes out the same", not differs or newer, told)
    return said["manifest"], [*checks(first, again, folder), same, kept]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stage", default="laptop")
    parser.add_argument("--period", default=f"{clock.now():%Y-%m}")
    parser.add_argument("--close", action="store_true")
    given = parser.parse_args()
    if given.stage == "laptop":
        environment.adopt(Settings.read().credentials())
    manifest, seen = close_month(given.stage, given.period, closing=given.close)
    journal = manifest["files"]["journal.csv"]
    print(f"{manifest['entity']} {manifest['period']}, {manifest['status']}: {journal['rows']} journal lines")
    for name, holds, detail in seen:
        print(f"{'✓' if holds else '✗'} {name}  {detail}")
    passed = all(holds for _, holds, _ in seen)
    print(json.dumps({"run": "close-month", "period": manifest["period"], "checks": len(seen), "pass": passed}))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())

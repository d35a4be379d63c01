"""Puts exchange rates into a stage's books: python tools/record_rates.py --stage prod --ecb eurofxref-hist.csv.

The file is the European Central Bank's, as it stands in its archive (www.ecb.europa.eu/stats/eurofxref): a row a day,
units of each currency for a euro. Or by hand: --day 2026-11-02 --source "bank letter 117" KRW=0.00071 JPY=1/150, in
units of the books' currency for one. A rate that is there is never changed: entries were made with it.
"""

import argparse
import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "layers" / "shared" / "python")]

import boto3  # noqa: E402 - the import paths come first
from botocore.exceptions import ClientError  # noqa: E402

from kernel import environment  # noqa: E402
from kernel.money import DIGITS  # noqa: E402
from local.settings import Settings  # noqa: E402
from tools.stacks import resource  # noqa: E402

EURO, ECB = "EUR", "ECB"


@dataclass(frozen=True)
class Quote:
    """Major units of the second currency of the pair for one of the first."""

    pair: str
    day: str
    rate: Fraction
    source: str


def of_ecb(lines: Iterator[str], functional: str) -> Iterator[Quote]:
    """Every known currency of every day on which the functional one has a rate too."""
    for row in csv.DictReader(lines):
        for_a_euro = {code: Fraction(text) for code, text in row.items() if code in DIGITS and text not in {"", "N/A"}}
        for_a_euro[EURO] = Fraction(1)
        for code in sorted(for_a_euro) if functional in for_a_euro else ():
            if code != functional:
                yield Quote(f"{code}/{functional}", row["Date"], for_a_euro[functional] / for_a_euro[code], ECB)


def by_hand(given: list[str], day: str, source: str, functional: str) -> Iterator[Quote]:
    for text in given:
        code, _, rate = text.partition("=")
        if code not in DIGITS or not rate:
            raise SystemExit(f"{text!r} is no CURRENCY=rate")
        yield Quote(f"{code}/{functional}", day, Fraction(rate), source)


def record(quotes: Iterator[Quote], table: str, dynamodb: Any) -> tuple[int, int]:
    """How many are new, and how many were there."""
    new = known = 0
    for quote in quotes:
        item = {"pair": quote.pair, "day": quote.day, "rate": str(quote.rate), "source": quote.source}
        try:
            dynamodb.put_item(
                TableName=table,
                Item={name: {"S": value} for name, value in item.items()},
                ConditionExpression="attribute_not_exists(pair)",
            )
            new += 1
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            known += 1
    return new, known


def table_of(stage: str) -> str:
    return resource(stage, "billing", "AWS::DynamoDB::GlobalTable", "Fxrates")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage", required=True)
    parser.add_argument("--functional", default="USD", help="the currency of the books")
    parser.add_argument("--ecb", type=Path)
    parser.add_argument("--day")
    parser.add_argument("--source")
    parser.add_argument("rates", nargs="*")
    given = parser.parse_args()
    if given.stage == "laptop":
        environment.adopt(Settings.read().credentials())
    if given.ecb:
        quotes = of_ecb(iter(given.ecb.read_text(encoding="utf-8").splitlines()), given.functional)
    elif given.rates and given.day and given.source:
        quotes = by_hand(given.rates, given.day, given.source, given.functional)
    else:
        parser.error("name a file, or a day, a source and rates")
    new, known = record(quotes, table_of(given.stage), boto3.client("dynamodb"))
    print(f"{new} new, {known} were there")
    return 0


if __name__ == "__main__":
    sys.exit(main())

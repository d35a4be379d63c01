"""What is sold and what it costs where: products, and price books by region and currency from a day on. Pure.

pricebook.json is the data. An amount is what a person sees: with its tax where the book says `tax_included`, as the law
of most countries wants it, and without where it does not.
"""

import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Literal

from kernel.errors import Unprocessable
from kernel.money import Money, rounded

FILE = Path(__file__).with_name("pricebook.json")
Kind = Literal["plan", "addon", "membership"]


@dataclass(frozen=True)
class Product:
    """Of one `slot` a person has one product at a time; a higher `rank` of the same slot is an upgrade."""

    code: str
    name: str
    kind: Kind
    slot: str
    rank: int
    trial_days: int

    @property
    def key(self) -> str:
        """As the books name it: `plan:basic`, `addon:ai`, `membership:channel`."""
        return "membership:channel" if self.kind == "membership" else f"{self.kind}:{self.code.removeprefix('addon_')}"

    @property
    def external_id(self) -> str:
        """Its name at the payment processor."""
        return f"madang_{self.code}"

    def slot_for(self, channel_id: str | None) -> str:
        """Raises a 422 unless a membership, and only it, names its channel."""
        if (self.kind == "membership") != (channel_id is not None):
            raise Unprocessable("A membership, and only it, is of a channel.", code="membership_channel")
        return f"{self.slot}:{channel_id}" if channel_id else self.slot


@dataclass(frozen=True)
class Region:
    """Where a customer pays his taxes, as an ISO 3166 code."""

    code: str
    tax_rate: Fraction
    tax_code: str | None
    tax_included: bool


@dataclass(frozen=True)
class Offer:
    """A product in a region. `shown` is the amount of the price book; `net` and `tax` sum to what is paid a month."""

    product: Product
    region: Region
    shown: Money
    lookup_key: str

    @property
    def tax(self) -> Money:
        return Money(tax_of(self.shown.minor, self.region), self.shown.currency)

    @property
    def net(self) -> Money:
        return self.shown - self.tax if self.region.tax_included else self.shown

    @property
    def total(self) -> Money:
        return self.net + self.tax


def tax_of(minor: int, region: Region) -> int:
    """In an amount, or on top of it; rounded half away from zero, as invoices are."""
    rate = region.tax_rate
    return rounded(minor * (rate / (1 + rate) if region.tax_included else rate))


@cache
def _read() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


@cache
def products() -> dict[str, Product]:
    """By code."""
    return {row["code"]: Product(**row) for row in _read()["products"]}


def product(code: str) -> Product:
    """Raises a 422 for what is not sold."""
    found = products().get(code)
    if found is None:
        raise Unprocessable(f"There is no product {code}.", code="no_such_product")
    return found


def by_external_id(name: str) -> Product | None:
    return next((one for one in products().values() if one.external_id == name), None)


def books(day: date) -> list[dict[str, Any]]:
    """The newest of each name that has come by that day."""
    newest: dict[str, dict[str, Any]] = {}
    for found in sorted(_read()["books"], key=lambda row: str(row["from"])):
        if found["from"] <= day.isoformat():
            newest[found["name"]] = found
    return list(newest.values())


def regions(day: date) -> list[str]:
    return sorted(code for found in books(day) for code in found["regions"])


def offers(region: str, day: date) -> dict[str, Offer]:
    """By product code; a 422 where nothing is sold."""
    for found in books(day):
        if region in found["regions"]:
            return {code: _offer(found, region, code, minor) for code, minor in found["amounts"].items()}
    raise Unprocessable(f"Nothing is sold in {region} yet.", code="region_not_served")


def offer(code: str, region: str, day: date) -> Offer:
    found = offers(region, day).get(product(code).code)
    if found is None:
        raise Unprocessable(f"{code} is not sold in {region}.", code="not_sold_here")
    return found


def _offer(found: dict[str, Any], region: str, code: str, minor: int) -> Offer:
    return Offer(
        product=product(code),
        region=region_of(found, region),
        shown=Money(minor, found["currency"]),
        lookup_key=f"{code}.{found['name']}.{found['from']}",
    )


def region_of(found: dict[str, Any], code: str) -> Region:
    row = found["regions"][code]
    return Region(code, Fraction(row["tax_rate"]), row["tax_code"], found["tax_included"])


def tax_codes(day: date) -> list[Region]:
    """Of every region that taxes, for the processor to know."""
    return [region_of(found, code) for found in books(day) for code, row in found["regions"].items() if row["tax_code"]]

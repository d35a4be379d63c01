"""A donation as a viewer gives it: checkout page, webhook, books, refund, and the month that it stands in."""

import time
from typing import Any

import requests

from kernel import clock, environment
from local.api_client import Person, wait_for
from local.settings import Settings
from tests.e2e.chat import new_payer
from tests.e2e.command import main
from tests.e2e.main_job import new_streamer
from tests.e2e.report import Report
from tools.close_month import close_month

PATIENCE_SECONDS = 40.0
GIFT = {"amount_minor": 4200, "currency": "USD", "message": "잘 보고 있어요", "return_path": "/"}


def run(settings: Settings, report: Report) -> None:
    environment.adopt(settings.credentials())
    with report.part("a channel and a viewer"):
        streamer = new_streamer(settings, "장터지기")
        channel = streamer.make_channel("후원 마당")["id"]
        donor = new_payer(settings, "소라")
    with report.part("a donation"):
        first = donation(report, donor, channel)
    with report.part("what is refused"):
        refusals(report, donor, channel)
    with report.part("taken back"):
        taken_back(report, donor, first)
    with report.part("what the streamer earned"):
        earned(report, streamer, channel)
    with report.part("the month"):
        the_month(report)


def give(donor: Person, channel: str, key: str, **other: Any) -> requests.Response:
    return donor.raw("POST", f"/v1/channels/{channel}/donations", {**GIFT, **other}, {"Idempotency-Key": key})


def pay(address: str, card: str) -> requests.Response:
    return requests.post(address, data={"card": card, "act": "pay"}, allow_redirects=False, timeout=30)


def state_of(donor: Person, donation_id: str) -> str:
    return str(donor.call("GET", f"/v1/donations/{donation_id}")["state"])


def donation(report: Report, donor: Person, channel: str) -> str:
    wait_for(lambda: give(donor, channel, "first").status_code, lambda code: code == 201, "the channel known", 20)
    opened = give(donor, channel, "first").json()
    report.check("it is opened, and waits for the money", opened["state"] == "pending", opened["id"])
    page = requests.get(opened["checkout_url"], timeout=30)
    report.check("the page that takes it says how much", "42.00 USD" in page.text, str(page.status_code))
    declined = pay(opened["checkout_url"], "4000 0000 0000 0002")
    report.check("a declined card is told so", declined.status_code == 402, str(declined.status_code))
    began = time.monotonic()
    accepted = pay(opened["checkout_url"], "4242 4242 4242 4242")
    report.check("a good one leads back", accepted.status_code == 303, accepted.headers.get("Location", ""))
    settled = wait_for(lambda: state_of(donor, opened["id"]), lambda state: state == "paid", "paid", PATIENCE_SECONDS)
    report.check("the webhook makes it count", settled == "paid", f"{time.monotonic() - began:.1f} s")
    report.figures["paid_seconds"] = round(time.monotonic() - began, 1)
    return str(opened["id"])


def refusals(report: Report, donor: Person, channel: str) -> None:
    for name, status, code, answer in (
        ("a negative amount", 422, "invalid_fields", give(donor, channel, "n1", amount_minor=-5)),
        ("an unknown currency", 422, "unknown_currency", give(donor, channel, "n2", currency="ZZZ")),
        ("no key", 400, "idempotency_key_missing", give(donor, channel, "")),
        (
            "the same key with another amount",
            422,
            "idempotency_key_reused",
            give(donor, channel, "first", amount_minor=1),
        ),
        ("more than a day's", 422, "amount_too_large", give(donor, channel, "n3", amount_minor=75_001)),
    ):
        seen = (answer.status_code, answer.json().get("code"))
        report.check(f"{name} is refused", seen == (status, code), str(seen))
    twice = [give(donor, channel, "double") for _ in range(2)]
    report.check("a double click is one donation", len({answer.json()["id"] for answer in twice}) == 1, "")
    forged = requests.post(
        f"{donor.settings.site_url}/v1/webhooks/stripe",
        json={"id": "evt_x", "type": "payment_intent.succeeded", "data": {"object": {"id": "pi_x"}}},
        headers={"Stripe-Signature": "t=1,v1=00"},
        timeout=30,
    )
    report.check("a forged webhook is refused", forged.status_code == 400, forged.json().get("code", ""))


def taken_back(report: Report, donor: Person, donation_id: str) -> None:
    answer = donor.raw("POST", f"/v1/donations/{donation_id}/refund", None, {"Idempotency-Key": "back"})
    report.check("it is asked for", answer.status_code == 202, str(answer.status_code))
    wait_for(lambda: state_of(donor, donation_id), lambda state: state == "refunded", "refunded", PATIENCE_SECONDS)
    again = donor.raw("POST", f"/v1/donations/{donation_id}/refund", None, {"Idempotency-Key": "back-2"})
    report.check("once", (again.status_code, again.json().get("code")) == (409, "not_refundable"), again.text[:80])


def earned(report: Report, streamer: Person, channel: str) -> None:
    path = f"/v1/channels/{channel}/revenue"
    shown = wait_for(
        lambda: streamer.call("GET", path), lambda seen: len(seen["rows"]) == 2, "booked", PATIENCE_SECONDS
    )
    amounts = {row["source"]: row["amount_minor"] for row in shown["rows"]}
    report.check("the gift and its refund are in the books", amounts == {"donation": 2940, "refund": -2940}, amounts)
    report.check("nothing is owed", [total["payable_minor"] for total in shown["totals"]] == [0], shown["totals"])


def the_month(report: Report) -> None:
    period = f"{clock.now():%Y-%m}"

    def lines() -> int:
        return int(close_month("laptop", period, closing=False)[0]["files"]["journal.csv"]["rows"])

    wait_for(lines, lambda count: count >= 8, "the books", PATIENCE_SECONDS)  # gift, fee, refund
    manifest, seen = close_month("laptop", period, closing=False)
    for name, holds, detail in seen:
        report.check(name, holds, detail)
    report.figures["journal_lines"] = manifest["files"]["journal.csv"]["rows"]


if __name__ == "__main__":
    main({"money": run})

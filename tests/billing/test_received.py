"""Donations as lists: the donor's own, the channel's, what a month comes to, and words that a streamer hides."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.identity import ProfileChanged, UserSignedUp
from functions.billing import api, on_name_told
from kernel import clock
from tests.billing.conftest import CHANNEL, OWNER
from tests.billing.stripe_server import StripeServer
from tests.billing.test_donations import DONOR, GIFT, give, paid, settle
from tests.lambdas import Answer, call, claims
from tests.lambdas import announced as told

LIST = f"/v1/channels/{CHANNEL}/donations"
TOTALS = f"/v1/channels/{CHANNEL}/donation-totals"


def ask(method: str, path: str, who: str = OWNER, body: Any = None, **more: Any) -> Answer:
    return call(api.handler, method, path, body, who=claims(who, "viewer", "streamer"), **more)


def take_back(stripe: StripeServer, donation_id: str) -> None:
    headers = {"idempotency-key": f"back-{donation_id}"}
    assert ask("POST", f"/v1/donations/{donation_id}/refund", DONOR, headers=headers).status == 202
    settle(stripe)


def gift(stripe: StripeServer, key: str, **other: Any) -> str:
    opened = give({**GIFT, **other}, key).json
    stripe.pay(opened["checkout_url"])
    settle(stripe)
    return str(opened["id"])


def test_the_rules_are_the_policys_and_anybodys(tables: None):
    shown = call(api.handler, "GET", "/v1/donation-rules").json
    won = {"currency": "KRW", "smallest_minor": 1000, "largest_a_day_minor": 1_000_000}
    assert (shown["refund_days"], won in shown["currencies"]) == (7, True)


def test_ones_own_are_listed_the_newest_first_page_by_page(stripe: StripeServer):
    made = [give({**GIFT, "amount_minor": 100 + n}, f"key-{n}").json["id"] for n in range(3)]
    give(GIFT, "key-0", who="usr_else")
    first = ask("GET", "/v1/me/donations", DONOR, query={"limit": "2"}).json
    rest = ask("GET", "/v1/me/donations", DONOR, query={"limit": "2", "cursor": first["next_cursor"]}).json
    listed = [item["id"] for item in first["items"] + rest["items"]]
    assert (sorted(listed), len(first["items"])) == (sorted(made), 2)
    asked = [item["asked_at"] for item in first["items"] + rest["items"]]
    assert asked == sorted(asked, reverse=True)
    assert ask("GET", "/v1/me/donations", DONOR, query={"cursor": "e30"}).code == "invalid_cursor"
    assert call(api.handler, "GET", "/v1/me/donations").status == 401


def test_a_channel_sees_what_was_paid_with_names_and_its_part(stripe: StripeServer):
    give(GIFT, "never paid")
    on_name_told.remember(told(UserSignedUp(user_id=DONOR, display_name="소라", locale="ko", terms_version="1")))
    donation_id = gift(stripe, "paid")
    (one,) = ask("GET", LIST).json["items"]
    assert one["id"] == donation_id
    assert (one["donor_name"], one["message"], one["state"]) == ("소라", GIFT["message"], "paid")
    assert (one["amount_minor"], one["creator_minor"], one["refunded_minor"]) == (5000, 3500, 0)
    assert "donor_id" not in one
    take_back(stripe, donation_id)
    (one,) = ask("GET", LIST).json["items"]
    assert (one["state"], one["creator_minor"], one["refunded_minor"]) == ("refunded", 0, 5000)


def test_an_older_name_told_later_changes_nothing(stripe: StripeServer):
    older = told(UserSignedUp(user_id=DONOR, display_name="옛 이름", locale="ko", terms_version="1"))
    later = clock.now() + timedelta(days=1)
    newer = told(ProfileChanged(user_id=DONOR, display_name="새 이름", locale="ko"), later)
    for event in (newer, older):
        on_name_told.remember(event)
    paid(stripe)
    assert [item["donor_name"] for item in ask("GET", LIST).json["items"]] == ["새 이름"]


def test_a_month_comes_to_what_was_received_less_what_went_back(stripe: StripeServer):
    assert ask("GET", TOTALS).json == {"month": f"{clock.now():%Y-%m}", "items": []}
    back = gift(stripe, "one")
    gift(stripe, "two", amount_minor=1001)
    gift(stripe, "three", currency="KRW", amount_minor=7000)
    settle(stripe)  # every event twice
    dollars = {"currency": "USD", "gross_minor": 6001, "creator_minor": 4200, "count": 2}
    won = {"currency": "KRW", "gross_minor": 7000, "creator_minor": 4900, "count": 1}
    assert ask("GET", TOTALS).json["items"] == [won, dollars]
    take_back(stripe, back)
    settle(stripe)
    assert ask("GET", TOTALS).json["items"] == [won, {**dollars, "gross_minor": 1001, "creator_minor": 700}]


def test_words_are_hidden_and_shown_again_by_the_streamer(stripe: StripeServer):
    donation_id = paid(stripe)
    for hidden in (True, False):
        assert ask("PUT", f"{LIST}/{donation_id}/message", body={"hidden": hidden}).status == 204
        assert [item["message_hidden"] for item in ask("GET", LIST).json["items"]] == [hidden]
    assert ask("PUT", f"{LIST}/don_none/message", body={"hidden": True}).code == "no_such_donation"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", LIST, None),
        ("GET", TOTALS, None),
        ("PUT", f"{LIST}/don_1/message", {"hidden": True}),
        ("GET", f"/v1/channels/{CHANNEL}/overlay", None),
        ("POST", f"/v1/channels/{CHANNEL}/overlay", None),
    ],
)
def test_a_channels_money_is_its_owners_only(stripe: StripeServer, method: str, path: str, body: Any):
    assert ask(method, path, "usr_else", body).code == "not_your_channel"
    assert ask(method, path.replace(CHANNEL, "chn_none"), OWNER, body).code == "no_such_channel"
    assert call(api.handler, method, path, body, who=claims(OWNER, "viewer")).code == "role_required"

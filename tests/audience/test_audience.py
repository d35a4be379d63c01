"""Streamers see who would fit, of those who consented; who is in a segment can be told of any moment."""

from datetime import timedelta

import pytest

from contracts.identity import ProfileChanged
from kernel.clock import iso, now
from tests.audience.world import (
    MATCHES,
    OWNER,
    ask,
    consents,
    donation,
    hear,
    made,
    matched,
    members,
    near_and_far,
    refreshed,
    subscription,
    told,
    watches,
)


def test_only_who_consents_is_shown_and_who_is_near_comes_first(queue):
    near_and_far()
    for name in ("near", "far", "core-0"):
        consents(name)
    refreshed(queue)
    names = matched()
    assert "hidden" not in names
    assert "far" not in names  # nobody of the audience watches that channel
    assert set(names) == {"near", "core-0"}
    first = ask("GET", MATCHES).json["items"][0]
    assert first["content"] > 0.9
    assert first["purchasing"] is None
    assert set(first) == {"user_id", "name", "score", "content", "hours", "interaction", "purchasing", "loyalty"}


def test_a_consent_taken_back_counts_at_once(queue):
    near_and_far()
    consents("near")
    refreshed(queue)
    assert matched() == ["near"]
    assert ask("PUT", "/v1/me/audience-consent", {"matching": False}, who="near").json == {
        "matching": False, "purchasing": False,
    }  # fmt: skip
    assert matched() == []


def test_money_is_a_band_and_only_with_consent(queue):
    near_and_far()
    hear(donation("near", 150_000, channel_id="chn_2"))
    consents("near", purchasing=True)
    refreshed(queue)
    answer = ask("GET", MATCHES)
    assert answer.json["items"][0]["purchasing"] == "high"
    assert "150000" not in answer.text
    consents("near")
    assert ask("GET", MATCHES).json["items"][0]["purchasing"] is None


def test_whoever_s_money_is_hidden_stands_where_their_score_without_it_puts_them(queue):
    near_and_far()
    watches("other", "chn_2", 300)
    watches("other", "chn_3", 40)
    hear(donation("other", 150_000, channel_id="chn_2"))
    for name in ("near", "other"):
        consents(name, purchasing=True)
    refreshed(queue)
    assert matched() == ["other", "near"]
    consents("other")
    assert matched() == ["near", "other"]
    assert matched(limit="1") == ["near"]
    scores = [one["score"] for one in ask("GET", MATCHES).json["items"]]
    assert scores == sorted(scores, reverse=True)


def test_who_pays_already_is_no_match(queue):
    near_and_far()
    consents("near")
    hear(subscription("near"))
    refreshed(queue)
    assert matched() == []


@pytest.mark.parametrize("path", [MATCHES, "/v1/channels/chn_1/segments", "/v1/channels/chn_1/segments/vip"])
def test_an_audience_is_its_streamer_s(path):
    made(1)
    assert ask("GET", path, who="somebody").code == "not_your_channel"
    assert ask("GET", path.replace("chn_1", "chn_none")).code == "no_such_channel"


def test_segments_are_entered_left_and_remembered(queue):
    made(1)
    watches("usr-1", "chn_1")
    before = now()
    hear(donation("usr-1", 600_000))
    refreshed(queue)
    refreshed(queue)
    assert members("vip") == ["usr-1"]
    entered = now()
    assert ask("PUT", "/v1/channels/chn_1/segment-rule", {"vip_paid": {"KRW": 900_000}}).json["version"] == 2
    refreshed(queue)
    assert members("vip") == []
    assert members("vip", at=iso(entered)) == ["usr-1"]
    assert members("vip", at=iso(before - timedelta(seconds=1))) == []
    changes = sorted(told("SegmentChanged"), key=lambda one: one["changed_at"])
    assert [(one["entered"], one["rule_version"]) for one in changes] == [(True, 1), (False, 2)]
    counts = {one["segment"]: one["members"] for one in ask("GET", "/v1/channels/chn_1/segments").json["segments"]}
    assert counts["vip"] == 0


def test_prospects_are_those_who_fit_and_never_paid(queue):
    near_and_far()
    consents("core-0")
    assert ask("PUT", "/v1/channels/chn_1/segment-rule", {"prospect_score": 0.3}).status == 200
    refreshed(queue)
    assert members("prospect") == ["core-0"]


def test_offers_to_stay_end_with_the_budget(queue):
    made(1)
    for number in range(5):
        hear(subscription(f"usr-{number}", months=3, days=3))
    assert ask("GET", "/v1/channels/chn_1/retention-offer").code == "no_offer"
    asked = {"currency": "KRW", "amount": 1000, "cap": 2500}
    assert ask("PUT", "/v1/channels/chn_1/retention-offer", asked).json == {**asked, "spent": 0}
    for _ in range(2):
        refreshed(queue)
    assert len(members("churn_risk")) == 5
    made_offers = told("OfferMade")
    assert len(made_offers) == 2
    assert {one["amount"] for one in made_offers} == {1000}
    assert ask("GET", "/v1/channels/chn_1/retention-offer").json["spent"] == 2000


@pytest.mark.parametrize(
    "body",
    [{}, {"vip_months": 0}, {"vip_paid": {"won": 5}}, {"churn_chance": 2}, {"nonsense": 1}, {"vip_paid": {"KRW": 0}}],
)
def test_a_rule_that_says_nothing_or_nonsense_is_refused(body):
    made(1)
    assert ask("PUT", "/v1/channels/chn_1/segment-rule", body).status == 422


def test_a_moment_without_a_zone_is_refused():
    made(1)
    assert ask("GET", "/v1/channels/chn_1/segments/vip", query={"at": "2026-11-01T00:00:00"}).status == 422


def test_an_owner_is_no_fan_of_themselves(queue):
    near_and_far()
    watches(OWNER, "chn_2", 500)
    consents(OWNER)
    refreshed(queue)
    assert OWNER not in matched()


def test_who_consents_is_called_by_their_name(queue):
    near_and_far()
    consents("near")
    for name, at in (("미나", now()), ("Mina", now() - timedelta(days=1))):
        told_name = ProfileChanged(user_id="near", display_name=name, locale="ko")
        hear(told_name, at=at)
    refreshed(queue)
    assert ask("GET", MATCHES).json["items"][0]["name"] == "미나"

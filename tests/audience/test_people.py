"""Who may be shown: people of age who consent, and where neither wants to see nothing of the other."""

from datetime import timedelta

import pytest

from contracts.identity import AdulthoodTold
from contracts.social import PersonBlocked, PersonUnblocked
from kernel.clock import iso, now
from tests.audience.world import OWNER, ask, consents, hear, matched, members, near_and_far, refreshed

CONSENT = "/v1/me/audience-consent"
YES = {"matching": True, "purchasing": True}
NO = {"matching": False, "purchasing": False}


def prospects(queue) -> None:
    near_and_far()
    consents("core-0")
    assert ask("PUT", "/v1/channels/chn_1/segment-rule", {"prospect_score": 0.3}).status == 200
    refreshed(queue)
    assert members("prospect") == ["core-0"]


def counted() -> int:
    told = ask("GET", "/v1/channels/chn_1/segments").json["segments"]
    return next(one["members"] for one in told if one["segment"] == "prospect")


@pytest.mark.parametrize("days", [None, 1])
def test_who_is_not_of_age_is_not_asked_to_consent(days: int | None):
    if days is not None:
        hear(AdulthoodTold(user_id="young", adult_on=(now() + timedelta(days=days)).date()))
    assert ask("PUT", CONSENT, YES, who="young").code == "adults_only"
    assert ask("PUT", CONSENT, YES, who="young").status == 409
    assert ask("GET", CONSENT, who="young").json == NO
    assert ask("PUT", CONSENT, NO, who="young").json == NO


def test_who_turns_out_not_to_be_of_age_is_shown_no_more(queue):
    near_and_far()
    consents("near")
    refreshed(queue)
    assert matched() == ["near"]
    hear(AdulthoodTold(user_id="near", adult_on=(now() + timedelta(days=300)).date()))
    assert matched() == []
    assert ask("GET", CONSENT, who="near").json == NO


def test_that_somebody_is_of_age_outlives_what_they_told(queue):
    consents("near")
    assert ask("DELETE", "/v1/me/audience", who="near").status == 204
    assert ask("PUT", CONSENT, YES, who="near").json == YES


@pytest.mark.parametrize("pair", [(OWNER, "near"), ("near", OWNER)])
def test_who_blocks_is_not_offered_to_the_other(queue, pair: tuple[str, str]):
    near_and_far()
    consents("near")
    refreshed(queue)
    moment = now()
    who, whom = pair
    hear(PersonUnblocked(user_id=who, blocked_id=whom), at=moment - timedelta(seconds=5))
    hear(PersonBlocked(user_id=who, blocked_id=whom), at=moment)
    hear(PersonUnblocked(user_id=who, blocked_id=whom), at=moment - timedelta(seconds=3))  # told late
    assert matched() == []
    refreshed(queue)
    hear(PersonUnblocked(user_id=who, blocked_id=whom), at=moment + timedelta(seconds=1))
    assert matched() == []  # until the hour has looked again
    refreshed(queue)
    assert matched() == ["near"]


def test_who_blocks_each_other_is_not_offered_until_both_do_no_more(queue):
    near_and_far()
    consents("near")
    hear(PersonBlocked(user_id="near", blocked_id=OWNER), PersonBlocked(user_id=OWNER, blocked_id="near"))
    hear(PersonUnblocked(user_id=OWNER, blocked_id="near"), at=now() + timedelta(seconds=1))
    refreshed(queue)
    assert matched() == []


def test_who_consents_no_longer_is_no_prospect_at_once_not_even_of_before(queue):
    prospects(queue)
    moment = iso(now())
    assert ask("PUT", CONSENT, NO, who="core-0").status == 200
    assert members("prospect") == []
    assert members("prospect", at=moment) == []
    assert counted() == 0


def test_who_blocks_is_no_prospect_at_once(queue):
    prospects(queue)
    assert counted() == 1
    hear(PersonBlocked(user_id="core-0", blocked_id=OWNER))
    assert members("prospect") == []
    assert counted() == 0

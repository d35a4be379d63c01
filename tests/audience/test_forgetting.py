"""Who asks to be forgotten is, everywhere; what happened before that, and is told only later, is not learnt again."""

from datetime import timedelta
from typing import Any

import pytest

import functions.audience.capability as declared
from contracts.billing import PaymentRefunded
from contracts.identity import ProfileChanged
from functions.audience import dues, forgotten
from functions.audience import members as members_of_segments
from functions.audience.dues import DynamoDues
from functions.audience.fans import DynamoFans
from functions.audience.members import DynamoMembers
from functions.audience.names import NameRow
from functions.audience.payments import PaymentRow
from functions.audience.segments import Rule
from kernel.clock import iso, now
from kernel.transactions import Contention
from tests.audience.world import (
    MATCHES,
    ask,
    consents,
    donation,
    fan,
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

KEPT = {"audienceforgotten", "audienceconsents", "audiencenames", "audienceheard"}


def kept_of(user_id: str) -> list[str]:
    """Tables in which anything names somebody, but for those that say only that they are to be forgotten."""
    names = {table.Meta.table_name: table for table in declared.capability.tables}
    return [name for name, table in names.items()
            if name not in KEPT and any(user_id in str(row.to_dynamodb_dict()) for row in table.scan())]  # fmt: skip


def refund(number: int = 1) -> PaymentRefunded:
    return PaymentRefunded(
        refund_id=f"ref_{number}", payment_id=f"pay_{number}", currency="KRW", amount=1000, parts=(), reason="asked",
        refunded_at=now(),
    )  # fmt: skip


def leaves(user_id: str) -> None:
    assert ask("DELETE", "/v1/me/audience", who=user_id).status == 204


def test_nothing_names_them_any_more(queue):
    near_and_far()
    hear(donation("near", 600_000, channel_id="chn_3"), subscription("near", channel_id="chn_3"))
    assert ask("PUT", "/v1/channels/chn_1/segment-rule", {"prospect_score": 0}).status == 200
    consents("near")
    refreshed(queue)
    assert {"audiencefans", "audiencepayments", "audiencematches", "audiencemembers", "audiencedues"} <= set(
        kept_of("near")
    )
    leaves("near")
    assert kept_of("near") == []
    assert matched() == []
    refreshed(queue)
    assert kept_of("near") == []
    assert ask("GET", "/v1/me/audience-consent", who="near").json == {"matching": False, "purchasing": False}


def test_money_that_goes_back_later_makes_nobody_a_fan():
    hear(donation("near", 5000))
    leaves("near")
    hear(refund())
    assert DynamoFans().of_person("near") == []
    assert kept_of("near") == []


def test_a_refund_that_is_told_before_its_payment_was_counted_waits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kernel.transactions.FIRST_PAUSE_SECONDS", 0)
    with pytest.raises(Contention):
        DynamoFans().change("chn_1", "near", "ref_1", now(), lambda fan: fan, came=False, makes=False)
    assert DynamoFans().of_person("near") == []


def test_what_happened_before_and_is_told_later_is_not_learnt():
    before = now() - timedelta(minutes=5)
    given = donation("near", 5000)
    hear(given)
    leaves("near")
    watches("near", "chn_1", at=before)
    hear(given, donation("near", 7000, 2).model_copy(update={"received_at": before}))
    hear(refund(2))
    assert kept_of("near") == []
    watches("near", "chn_1", 5, at=now() + timedelta(seconds=1))
    assert (fan("near").minutes, fan("near").paid) == (5, {})


def test_a_forgotten_moment_is_kept_as_long_as_a_queue_keeps_what_is_told():
    leaves("near")
    row = forgotten.ForgottenRow.get("near")
    assert now() + timedelta(days=13) < row.expires < now() + timedelta(days=15)
    assert list(forgotten.of(["near", "other"])) == ["near"]


def test_a_refresh_that_had_read_them_enters_nobody_who_is_gone(queue):
    made(1)
    hear(donation("near", 600_000))
    leaves("near")
    assert not DynamoMembers().enter("chn_1", "vip", "near", Rule(), now())
    assert members("vip") == []
    assert told("SegmentChanged") == []


@pytest.mark.parametrize("module", [members_of_segments, dues])
def test_who_goes_between_a_look_and_its_write_is_not_written(monkeypatch: pytest.MonkeyPatch, module: Any):
    made(1)
    hear(donation("near", 600_000))
    known, looks = module.is_fan, list[bool]()

    def meanwhile(channel_id: str, user_id: str) -> bool:
        looks.append(known(channel_id, user_id))
        if len(looks) == 1:
            leaves("near")
        return looks[-1]

    monkeypatch.setattr(module, "is_fan", meanwhile)
    if module is dues:
        assert not DynamoDues().welcome("chn_1", "near", now())
    else:
        assert not DynamoMembers().enter("chn_1", "vip", "near", Rule(), now())
    assert looks == [True, False]
    assert kept_of("near") == []


def test_whose_a_payment_was_is_forgotten_by_itself_after_a_while():
    hear(donation("usr-1", 5000))
    expires = PaymentRow.get("pay_1").expires
    assert timedelta(days=399) < expires - now() < timedelta(days=401)


def test_who_consents_again_is_called_by_their_name(queue):
    near_and_far()
    hear(ProfileChanged(user_id="near", display_name="Mina", locale="ko"))
    leaves("near")
    assert NameRow.count("near") == 1
    watches("near", "chn_2", 300, at=now() + timedelta(seconds=1))
    consents("near")
    refreshed(queue)
    assert [one["name"] for one in ask("GET", MATCHES).json["items"]] == ["Mina"]


def test_everybody_may_see_what_is_known_of_them(queue):
    near_and_far()
    hear(ProfileChanged(user_id="near", display_name="Mina", locale="ko"), donation("near", 600_000))
    hear(subscription("near"))
    consents("near", purchasing=True)
    refreshed(queue)
    answer = ask("GET", "/v1/me/audience", who="near").json
    assert (answer["consent"], answer["name"]) == ({"matching": True, "purchasing": True}, "Mina")
    channels: dict[str, Any] = {one["channel_id"]: one for one in answer["channels"]}
    assert set(channels) == {"chn_1", "chn_2"}
    assert channels["chn_2"]["minutes"] == 300
    assert sum(channels["chn_2"]["hours"]) == pytest.approx(300)
    paid = channels["chn_1"]
    assert (paid["paid"], paid["months"], len(paid["weeks"])) == ({"KRW": 600_000}, 1, 1)
    assert [one["segment"] for one in paid["stays"]] == ["vip", "new"]
    assert [one["kind"] for one in paid["dues"]] == ["welcome"]
    leaves("near")
    assert ask("GET", "/v1/me/audience", who="near").json["channels"] == []
    assert iso(now()) > paid["dues"][0]["made_at"]

"""Who is in a segment, page by page, at any moment, by whichever version of the rule held."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.audience import SegmentChanged
from functions.audience import refreshing
from functions.audience.channels import DynamoChannels
from functions.audience.domain import Calibration
from functions.audience.members import DynamoMembers
from functions.audience.refreshing import Refreshing
from functions.audience.segments import Rule
from kernel.clock import from_iso, iso, now
from tests.audience.world import (
    MATCHES,
    ask,
    consents,
    donation,
    hear,
    made,
    members,
    refreshed,
    subscription,
    told,
    watches,
)

VIP = "/v1/channels/chn_1/segments/vip"
RULE = "/v1/channels/chn_1/segment-rule"


def vips(*names: str) -> None:
    for number, name in enumerate(names):
        hear(donation(name, 600_000, number))


def test_members_come_in_pages(queue):
    made(1)
    names = [f"usr-{number}" for number in range(5)]
    vips(*names)
    refreshed(queue)
    moment, found, cursor = iso(now()), list[str](), dict[str, str]()
    sizes = []
    while True:
        page = ask("GET", VIP, query={"limit": "2", "at": moment, **cursor}).json
        found += [one["user_id"] for one in page["items"]]
        sizes.append(len(page["items"]))
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert found == names
    assert sizes == [2, 2, 1]


def test_of_long_ago_a_page_may_be_empty_and_there_is_more(queue, monkeypatch: pytest.MonkeyPatch):
    made(1)
    vips("usr-1", "usr-2", "usr-3")
    refreshed(queue)
    monkeypatch.setattr("functions.audience.members.LOOKED_AT", 2)
    earlier = iso(now() - timedelta(days=1))
    page = ask("GET", VIP, query={"at": earlier}).json
    assert page["items"] == []
    assert page["next_cursor"] is not None
    assert ask("GET", VIP, query={"at": earlier, "cursor": page["next_cursor"]}).json["next_cursor"] is None


@pytest.mark.parametrize("cursor", ["nonsense", "eyJhIjp7IlMiOiJiIn19"])
def test_a_cursor_that_was_not_given_out_is_refused(cursor: str):
    made(1)
    assert ask("GET", VIP, query={"cursor": cursor}).code == "invalid_cursor"


def test_of_a_moment_to_come_nobody_is_told():
    made(1)
    answer = ask("GET", VIP, query={"at": iso(now() + timedelta(hours=1))})
    assert (answer.status, answer.code) == (422, "moment_to_come")


def test_nobody_leaves_before_they_entered(queue):
    made(1)
    vips("usr-1")
    moment = now()
    entered = moment + timedelta(hours=1)
    dynamo = DynamoMembers()
    assert dynamo.enter("chn_1", "vip", "usr-1", Rule(), entered)
    row = dynamo.now("chn_1", "vip")["usr-1"]
    assert dynamo.leave("chn_1", "vip", row, Rule(), moment)
    assert [(one.entered_at, one.left_at) for one in dynamo.stays("chn_1", "vip", "usr-1")] == [(entered, entered)]


def test_who_leaves_does_so_when_it_is_written_not_when_the_refresh_began(queue):
    made(1)
    vips("usr-1", "usr-2")
    refreshed(queue)
    assert ask("PUT", RULE, {"vip_paid": {"KRW": 900_000}}).status == 200
    ticks: list[datetime] = [now() + timedelta(hours=1)]

    def tick() -> datetime:
        ticks.append(ticks[-1] + timedelta(minutes=1))
        return ticks[-1]

    channel = DynamoChannels().find("chn_1")
    assert channel is not None
    Refreshing(tick).refresh(channel, Calibration())
    left = [from_iso(one["changed_at"]) for one in told("SegmentChanged") if not one["entered"]]
    assert len(set(left)) == 2


def test_who_was_entered_already_is_not_entered_again(queue):
    made(1)
    vips("usr-1")
    dynamo = DynamoMembers()
    assert dynamo.enter("chn_1", "vip", "usr-1", Rule(), now())
    assert not dynamo.enter("chn_1", "vip", "usr-1", Rule(), now() + timedelta(seconds=1))
    assert len(told(SegmentChanged.detail_type())) == 1


def test_every_version_of_a_rule_can_be_read():
    made(1)
    assert ask("PUT", RULE, {"vip_months": 6}).json["version"] == 2
    assert ask("PUT", RULE, {"vip_months": 3}).json["version"] == 3
    assert [ask("GET", f"{RULE}/{number}").json["vip_months"] for number in (1, 2, 3)] == [12, 6, 3]
    assert ask("GET", f"{RULE}/4").code == "no_such_version"
    assert ask("GET", f"{RULE}/first").status == 422
    assert ask("GET", f"{RULE}/1", who="somebody").code == "not_your_channel"


def test_a_welcome_is_due_once_however_often_somebody_is_new(queue):
    made(1)
    hear(subscription("usr-1"))
    refreshed(queue)
    assert ask("PUT", RULE, {"new_days": 1}).status == 200
    began = now() - timedelta(days=2)
    hear(subscription("usr-1").model_copy(update={"months": 1}), at=began)
    refreshed(queue)
    assert members("new") == []
    assert ask("PUT", RULE, {"new_days": 7}).status == 200
    refreshed(queue)
    assert members("new") == ["usr-1"]
    changes = [one["entered"] for one in told("SegmentChanged") if one["segment"] == "new"]
    assert sorted(changes) == [False, True, True]
    assert len(told("WelcomeDue")) == 1


def test_all_fans_are_divided_however_few_are_tasted(queue, monkeypatch: pytest.MonkeyPatch):
    made(1)
    monkeypatch.setattr(refreshing, "TASTED", 2)
    names = [f"usr-{number}" for number in range(6)]
    for number, name in enumerate(names):
        watches(name, "chn_1", 10 + number)
    vips(*names)
    refreshed(queue)
    assert members("vip") == names


def test_strangers_come_again_as_they_do_elsewhere(queue):
    """Somebody who came to another channel week after week is no stranger to coming."""
    made(1, 2)
    for weeks in range(1, 5):
        watches("usr-1", "chn_2", 30, at=now() - timedelta(weeks=weeks))
    known = loyalties(queue)
    assert known["usr-1"] == Calibration().chances[4]
    assert known["usr-2"] == Calibration().first


def loyalties(queue: Any) -> dict[str, float]:
    watches("core", "chn_1", 100)
    watches("core", "chn_2", 100)
    watches("usr-2", "chn_2", 30)
    for name in ("usr-1", "usr-2"):
        consents(name)
    channel = DynamoChannels().find("chn_1")
    assert channel is not None
    Refreshing(now).refresh(channel, Calibration())
    return {one["user_id"]: one["loyalty"] for one in ask("GET", MATCHES).json["items"]}

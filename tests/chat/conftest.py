"""The room that chat's tests meet in."""

from typing import Any

import pytest

from functions.chat import (
    check_emote,
    close_poll,
    desks,
    emote_api,
    moderator_api,
    poll_routes,
    pulse,
    raid_api,
    room_api,
    translate,
)
from functions.chat.acts import Acts
from functions.chat.appeals import Appeals
from functions.chat.audit import DynamoAudit
from functions.chat.emote_desk import EmoteDesk
from functions.chat.members import DynamoMembers
from functions.chat.moderating import ModeratorDesk
from functions.chat.polls import DynamoPolls, DynamoVotes, PollDesk
from functions.chat.raid_desk import RaidDesk
from functions.chat.raids import DynamoRaids
from functions.chat.reviews import DynamoReviews
from functions.chat.settings import SettingsDesk
from functions.chat.standings import DynamoStandings
from functions.chat.store import DynamoRooms
from tests.chat.rooms import Court, opened
from tests.chat.translators import Bench, FakeTranslator


@pytest.fixture
def court(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Court:
    setting(SOCKET_URL="wss://socket.example/v1", EVENTS_HOST="", EVENTS_REALTIME_URL="")
    monkeypatch.setattr(pulse, "_again", lambda *_: None)  # beats are asked for in test_pulse.py
    made = opened(monkeypatch)
    acts = Acts(DynamoRooms(), made.spread, made.now, lambda *asked: made.to_translate.append(asked))
    desk = ModeratorDesk(acts, DynamoMembers(), DynamoReviews(), made)
    settings = SettingsDesk(acts, made.desk.terms)
    for name, value in {
        "acts": acts,
        "moderators": desk,
        "settings": settings,
        "appeals": Appeals(acts, DynamoAudit(), desk, settings),
    }.items():
        for api in (desks, moderator_api, room_api, raid_api, emote_api):
            if hasattr(api, name):
                monkeypatch.setattr(api, name, lambda value=value: value)
    polls = PollDesk(acts, DynamoPolls(), DynamoVotes(), lambda *asked: made.asked_to_close.append(asked))
    monkeypatch.setattr(poll_routes, "desk", lambda: polls)
    monkeypatch.setattr(close_poll, "desk", lambda: polls)
    raids = RaidDesk(acts, DynamoRaids(), DynamoMembers(), DynamoStandings())
    monkeypatch.setattr(raid_api, "desk", lambda: raids)
    emotes = EmoteDesk(acts, made.drawing.emotes, made, lambda *asked: made.asked_to_check.append(asked))
    monkeypatch.setattr(emote_api, "desk", lambda: emotes)
    monkeypatch.setattr(check_emote, "emotes", lambda: made.drawing.emotes)
    return made


@pytest.fixture
def bench(court: Court, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench(court, FakeTranslator())
    monkeypatch.setattr(translate, "desk", made.desk)
    court.join("c-reader", "usr-reader", translate_to="en")
    court.join("c-mina")
    return made

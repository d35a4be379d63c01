"""The room that chat's tests meet in."""

from typing import Any

import pytest

from functions.chat import moderator_api
from functions.chat.acts import Acts
from functions.chat.appeals import Appeals
from functions.chat.audit import DynamoAudit
from functions.chat.members import DynamoMembers
from functions.chat.moderating import ModeratorDesk
from functions.chat.reviews import DynamoReviews
from functions.chat.settings import SettingsDesk
from functions.chat.store import DynamoRooms
from kernel.clock import now
from tests.chat.rooms import Court, opened


@pytest.fixture
def court(tables: None, monkeypatch: pytest.MonkeyPatch, setting: Any) -> Court:
    setting(SOCKET_URL="wss://socket.example/v1")
    made = opened(monkeypatch)
    acts = Acts(DynamoRooms(), made.spread, now)
    desk = ModeratorDesk(acts, DynamoMembers(), DynamoReviews(), made)
    settings = SettingsDesk(acts, made.desk.terms)
    for name, value in {
        "acts": acts,
        "moderators": desk,
        "settings": settings,
        "appeals": Appeals(acts, DynamoAudit(), desk, settings),
    }.items():
        monkeypatch.setattr(moderator_api, name, lambda value=value: value)
    return made

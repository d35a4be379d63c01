"""RankingMoved → a room is told which of its channel's products is asked about just now, and when in the broadcast."""

from functools import cache

from contracts.recommendations import RankingMoved
from functions.chat.recommending import Recommended
from functions.chat.store import DynamoRooms
from functions.chat.tasks import hand_over
from kernel import clock
from kernel.subscriber import EventBridgeEvent, queue_handler


@cache
def recommended() -> Recommended:
    return Recommended(DynamoRooms(), hand_over, clock.now)


def hear(event: EventBridgeEvent) -> None:
    """Twice, and late: a room hears of a product once in a while."""
    recommended().tell(RankingMoved.from_detail(event["detail"]))


handler = queue_handler(hear)

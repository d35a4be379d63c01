"""IVS Recording State Change → a replay in the catalogue."""

from functions.catalog.aws_events import recording_ended
from functions.catalog.channel_cards import DynamoChannelCards
from functions.catalog.wiring import catalog
from kernel.subscriber import EventBridgeEvent, queue_handler


class UnknownChannel(LookupError):
    """A recording of a channel that channels has not announced yet; the queue delivers it again."""


def add_replay(event: EventBridgeEvent) -> None:
    recording = recording_ended(event)
    if recording is None:
        return
    card = DynamoChannelCards().by_arn(recording.channel_arn)
    if card is None:
        raise UnknownChannel(recording.channel_arn)
    catalog().add_replay(recording, card)


handler = queue_handler(add_replay)

"""ChannelReady, TitlePublished and their ends → what can be played."""

from contracts.catalog import TitlePublished, TitleRemoved
from contracts.channels import ChannelDeleted, ChannelReady
from functions.rights.store import DynamoPlayables
from kernel.subscriber import EventBridgeEvent, queue_handler


def remember(event: EventBridgeEvent) -> None:
    detail, told_at = event["detail"], event["detail"]["metadata"]["occurred_at"]
    playables = DynamoPlayables()
    match event["detail-type"]:
        case "ChannelReady":
            ready = ChannelReady.from_detail(detail)
            playables.remember(ready.channel_id, told_at, address=ready.playback_url, ivs_arn=ready.ivs_arn)
        case "TitlePublished":
            title = TitlePublished.from_detail(detail)
            playables.remember(title.title_id, told_at, address=title.playlist)
        case "ChannelDeleted":
            playables.remember(ChannelDeleted.from_detail(detail).channel_id, told_at, withdrawn=True)
        case "TitleRemoved":
            playables.remember(TitleRemoved.from_detail(detail).title_id, told_at, withdrawn=True)


handler = queue_handler(remember)

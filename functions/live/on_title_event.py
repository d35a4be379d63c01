"""TitlePublished and TitleFailed → the replay beside its session."""

from contracts.catalog import TitleFailed, TitlePublished
from functions.live.wiring import desk
from kernel.subscriber import EventBridgeEvent, queue_handler


def link(event: EventBridgeEvent) -> None:
    published = event["detail-type"] == TitlePublished.detail_type()
    title = (TitlePublished if published else TitleFailed).from_detail(event["detail"])
    if title.session_id:
        desk().link_title(title.session_id, title.title_id, "published" if published else "failed")


handler = queue_handler(link)

"""ChannelRequested → the IVS channel, at the account's pace of five a second."""

import time

from contracts.channels import ChannelRequested
from functions.channels.wiring import desk
from kernel.subscriber import EventBridgeEvent, queue_handler

PAUSE_SECONDS = 0.25  # four a second: CreateChannel's quota is five, and is not adjustable


def provision(event: EventBridgeEvent) -> None:
    desk().provision(ChannelRequested.from_detail(event["detail"]).channel_id)
    time.sleep(PAUSE_SECONDS)


handler = queue_handler(provision)

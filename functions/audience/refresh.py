"""Every hour: what chances are told of, learnt anew, and every channel's audience looked at again, one task each."""

from typing import Any

from functions.audience.channels import DynamoChannels
from functions.audience.domain import calibrate, week_of
from functions.audience.fans import DynamoFans
from functions.audience.matches import DynamoChances
from kernel import clock, tasks

LEARNT_OF = 200  # channels, and as many fans of each: more would change a table of five chances little


def handler(_event: dict[str, Any], _context: Any) -> None:
    channels, fans = list(DynamoChannels().all()), DynamoFans()
    weeks = {
        f"{fan.channel_id}#{fan.user_id}": fan.weeks
        for channel in channels[:LEARNT_OF]
        for fan in fans.of_channel(channel.id, LEARNT_OF)
    }
    DynamoChances().keep(calibrate(weeks, week_of(clock.now())))
    for channel in channels:
        tasks.ask("REFRESH_CHANNEL_QUEUE", {"channel_id": channel.id})

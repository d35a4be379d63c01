"""What is on the air: sessions from Amazon IVS events, who watches, how the ingest is doing."""

from contracts.catalog import TitleFailed, TitlePublished
from contracts.channels import ChannelReady
from contracts.live import AudienceChanged, LiveEnded, LiveStarted
from functions.live.audience import AudienceRow, SampleRow, ViewingRow
from functions.live.store import ChannelCardRow, SessionRow
from kernel.capability import Access, AwsEvent, Capability, Grant, Http, Schedule, Subscriber

capability = Capability(
    name="live",
    tables=(SessionRow, ViewingRow, AudienceRow, SampleRow, ChannelCardRow),
    emits=(LiveStarted, LiveEnded, AudienceChanged),
    functions=(
        Http(
            access=Access(
                reads=(ChannelCardRow, SampleRow), writes=(SessionRow, ViewingRow, AudienceRow), settings=("SITE_URL",)
            ),
        ),
        Subscriber(
            "on_stream_event",
            to=(
                AwsEvent("aws.ivs", "IVS Stream State Change"),
                AwsEvent("aws.ivs", "IVS Stream Health Change"),
                AwsEvent("aws.ivs", "IVS Recording State Change"),
            ),
            access=Access(reads=(ChannelCardRow,), writes=(SessionRow,)),
        ),
        Subscriber("on_channel_ready", to=(ChannelReady,), access=Access(writes=(ChannelCardRow,))),
        Subscriber("on_title_event", to=(TitlePublished, TitleFailed), access=Access(writes=(SessionRow,))),
        Schedule(
            "sample_ingest",
            rate="rate(1 minute)",
            access=Access(
                writes=(SessionRow, SampleRow),
                grants=(Grant(("cloudwatch:GetMetricData",), ("*",), "CloudWatch knows no resources for it."),),
            ),
        ),
    ),
)

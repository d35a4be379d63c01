"""Where a streamer broadcasts to: Amazon IVS channels, ingest values, stream keys, recording choices."""

from contracts.channels import ChannelDeleted, ChannelFailed, ChannelReady, ChannelRequested
from contracts.identity import ProfileChanged, UserSignedUp
from functions.channels.store import ChannelRow, PersonRow
from kernel.capability import Access, Capability, Grant, Http, Subscriber

OUR_OWN = "Channels and keys are made at run time; the account holds no others."
IVS_CHANNELS = "arn:aws:ivs:{region}:{account}:channel/*"
IVS_KEYS = "arn:aws:ivs:{region}:{account}:stream-key/*"

capability = Capability(
    name="channels",
    tables=(ChannelRow, PersonRow),
    emits=(ChannelRequested, ChannelReady, ChannelFailed, ChannelDeleted),
    functions=(
        Http(
            access=Access(
                reads=(PersonRow,),
                writes=(ChannelRow,),
                settings=("RECORDING_CONFIGURATION_ARN",),
                grants=(
                    Grant(("ivs:GetStreamKey", "ivs:DeleteStreamKey", "ivs:CreateStreamKey"), (IVS_KEYS,), OUR_OWN),
                    Grant(
                        ("ivs:UpdateChannel", "ivs:DeleteChannel", "ivs:StopStream", "ivs:PutMetadata"),
                        (IVS_CHANNELS,),
                        OUR_OWN,
                    ),
                ),
            ),
        ),
        Subscriber(
            "on_channel_requested",
            to=(ChannelRequested,),
            serial=True,  # one worker, so that the pace it keeps is the account's pace
            timeout_seconds=60,
            access=Access(
                writes=(ChannelRow,),
                settings=("RECORDING_CONFIGURATION_ARN",),
                grants=(
                    Grant(("ivs:CreateChannel", "ivs:GetChannel"), (IVS_CHANNELS,), OUR_OWN),
                    Grant(("ivs:CreateStreamKey", "ivs:ListStreamKeys"), (IVS_KEYS, IVS_CHANNELS), OUR_OWN),
                ),
            ),
        ),
        Subscriber("on_name_told", to=(UserSignedUp, ProfileChanged), access=Access(writes=(ChannelRow, PersonRow))),
    ),
)

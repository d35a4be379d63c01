"""Who may play what: tokens for live playback (Amazon IVS), signed cookies for titles (CloudFront)."""

from contracts.catalog import TitlePublished, TitleRemoved
from contracts.channels import ChannelDeleted, ChannelReady
from functions.rights.store import PlayableRow
from kernel.capability import Access, Capability, Http, Subscriber

capability = Capability(
    name="rights",
    tables=(PlayableRow,),
    functions=(
        Http(
            access=Access(
                reads=(PlayableRow,),
                secrets=("IVS_PLAYBACK_KEY", "CLOUDFRONT_PLAYBACK_KEY"),
                settings=("CLOUDFRONT_KEY_ID", "SITE_URL"),
            ),
        ),
        Subscriber(
            "on_playable_event",
            to=(ChannelReady, ChannelDeleted, TitlePublished, TitleRemoved),
            access=Access(writes=(PlayableRow,)),
        ),
    ),
)

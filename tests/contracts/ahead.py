"""Events of what does not stand yet, which others hear already: chat these of fans, the books those of money."""

AHEAD = {
    "billing.ProcessorSettled",
    "social.ChannelFollowed",
    "social.ChannelUnfollowed",
}

"""Events of what does not stand yet, which others hear already: chat these of fans, the books those of money."""

AHEAD = {
    "marketplace.OrderPaid",
    "marketplace.OrderRefunded",
    "social.ChannelFollowed",
    "social.ChannelUnfollowed",
}

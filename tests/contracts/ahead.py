"""Events of what does not stand yet, which others hear already: chat these of fans, the books those of money."""

AHEAD = {
    "social.ChannelFollowed",
    "social.ChannelUnfollowed",
}

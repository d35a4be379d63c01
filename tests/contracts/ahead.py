"""Events of what does not stand yet, which others hear already: chat these of fans, the books those of money."""

AHEAD = {
    "ads.AdsDelivered",
    "marketplace.OrderPaid",
    "marketplace.OrderRefunded",
    "rewards.PointsExpired",
    "rewards.PointsGranted",
    "rewards.PointsRedeemed",
    "rewards.PointsReversed",
    "social.ChannelFollowed",
    "social.ChannelUnfollowed",
}

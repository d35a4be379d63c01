"""Events of what does not stand yet, which others hear already: chat of fans, the books of money, lists of all."""

AHEAD = {
    "ads.AdsDelivered",
    "marketplace.OrderPaid",
    "marketplace.OrderRefunded",
    "marketplace.ProductListed",
    "marketplace.ProductWithdrawn",
    "rewards.PointsExpired",
    "rewards.PointsGranted",
    "rewards.PointsRedeemed",
    "rewards.PointsReversed",
    "social.ChannelFollowed",
    "rights.AvailabilityChanged",
    "social.ChannelUnfollowed",
    "social.PersonBlocked",
    "social.PersonUnblocked",
    "social.ProfileVisibilityChanged",
}

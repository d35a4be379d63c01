"""Events of what does not stand yet, which others hear already: chat these of fans, the books those of money."""

AHEAD = {
    "billing.BooksAdjusted",
    "billing.DisputeClosed",
    "billing.DisputeOpened",
    "billing.InvoicePaid",
    "billing.ProcessorSettled",
    "billing.RevenueRecognised",
    "billing.SubscriptionEnded",
    "billing.SubscriptionPaid",
    "social.ChannelFollowed",
    "social.ChannelUnfollowed",
}

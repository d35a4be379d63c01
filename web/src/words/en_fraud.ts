import type korean from "./ko_fraud";

const fraud: typeof korean = {
  title: "Doubtful payments", none: "There are none.", newer: "Newer", older: "Older",
  states: { open: "To look at", cleared: "Cleared", confirmed: "Confirmed" },
  kinds: { donation: "Donation", plan: "Plan", membership: "Membership" },
  outcomes: { blocked: "Refused, nothing was paid", review: "Paid, its payout waits" },
  score: (score) => `Score ${score} of 100`,
  rules: { blocked_person: "Blocked person", card_testing: "Cards declined in an hour", fast: "Payments in ten minutes", many_a_day: "Payments in a day", much_a_day: "Share of a day's limit (%)", large_first_payment: "Large first payment (%)", new_account: "New account", dispute_open: "Open disputes", dispute_lost: "Lost disputes", one_place_only: "Payments to one place only", card_of_the_payee: "The channel owner's card", card_of_somebody_blocked: "A blocked person's card", processor_sees_risk: "Risk seen by the payment company", early_warning: "Early warning of the card network" },
  clear: "Clear", confirm: "Confirm fraud", clearTitle: "Clear it? What was held is paid out.", confirmTitle: "Confirm fraud? The money goes back and the person is blocked.",
  decided: { clear: "Cleared", confirm: "Confirmed; the money is on its way back" },
  presets: { clear: ["Confirmed with the card's owner"], confirm: ["The card was stolen"] },
  holdTitle: "Hold payouts", holdHint: "Stops what is paid out to a person, or lets it go on.", person: "Id of the person", personBad: "Give the id.", look: "Look up", hold: "Hold payouts", release: "Release payouts", notHeld: "Nothing is held.", held: (why) => `Held: ${why}`,
};

export default fraud;

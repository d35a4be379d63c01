import fraud from "./en_fraud";
import type { Words } from "./ko";

const office: Words["office"] = {
  title: "Finance",
  intro: (entity, currency) => `The books of ${entity}, in ${currency}`,
  notYours: "This is for finance and operators",
  notYoursHint: "Ask an operator if you need the role. Once you have it, sign in again.",
  sections: "Parts of finance",
  tabs: { months: "Months", balance: "Trial balance", journal: "Journal", exceptions: "Exceptions", reconciliation: "Reconciliation", adjustments: "Adjustments", refunds: "Refunds", fraud: "Fraud", lists: "Recommendations", figures: "Figures", deeds: "Log" },
  month: "Month",
  none: "There is nothing yet.",
  you: "you",
  months: {
    states: { open: "Open", ended: "Over", due: "Due to close", closed: "Closed" },
    state: "State", unmatched: "Unmatched", unmatchedNone: "not reconciled", draft: "Draft", closing: "Closed books", deeds: "Deeds",
    makeDraft: "Make draft", drafting: "Being made", drafted: "The draft is being made", download: "Download", failed: "Failed", close: "Close month", made: (when) => `made ${when}`,
    closeTitle: (month) => `Close ${month}?`, closeText: "This cannot be undone. The month takes no more entries; what comes late goes to the next one.", closeType: (period) => `Type ${period} to confirm`, closeTypeBad: (period) => `Type ${period} exactly.`, closed: "The month is being closed", onlyOperators: "Only operators close a month.",
  },
  reason: "Reason",
  reasonHint: "It is kept in the log. Three characters at least.",
  reasonBad: "Three characters at least.",
  types: { asset: "Assets", liability: "Liabilities", equity: "Equity", revenue: "Revenue", expense: "Expenses" },
  balance: { account: "Account", currency: "Currency", opening: "Opening", debits: "Debits", credits: "Credits", closing: "Closing", functional: (currency) => `Closing (${currency})`, sum: "Sum", balanced: "Debits and credits are equal", unbalanced: "Debits and credits are not equal" },
  journal: { filter: "Filter by account", all: "All accounts", late: "Late", entry: (n) => `No. ${n}`, debit: "Debit", credit: "Credit", party: "Party", none: "Nothing was booked in this month." },
  exceptions: { late: "Booked late", adjustments: "Adjustments that wait", unmatched: "Reconciliations that did not match", none: "Nothing to look at", noneHint: "Nothing was booked late, no adjustment waits, and every reconciliation matched." },
  reconciliation: {
    how: "Compare the books with what?", ways: { processor: "Payment company", file: "File (CSV)" }, wayHints: { processor: "its own records of some days", file: "its itemised balance report" }, first: "First day", last: "Last day", daysBad: "Choose the first and the last day, in this order.", file: "Balance report", fileHint: "CSV, 5 MB at the most", fileBad: "Choose a CSV file of 5 MB at the most.", run: "Compare", running: "Comparing",
    clean: "Everything matches", unclean: (n) => (n === 1 ? "1 does not match" : `${n} do not match`), matched: (n) => `${n} matched`, net: "Net at the payment company", past: "Reconciliations of this month", sources: { processor: "with the payment company", file: "with a file" },
    states: { only_processor: "Only the payment company has it", only_books: "Only the books have it", amounts: "Amounts differ" }, columns: { state: "Difference", kind: "Kind", id: "Id", processor: "Payment company (fee)", books: "Books (fee)" },
  },
  adjustments: {
    ask: "Ask for an adjustment", askHint: "It is booked when somebody else of finance approves it. Debits and credits have to be equal.", day: "Day", currency: "Currency", line: (n) => `Line ${n}`, account: "Account", choose: "Choose an account", side: "Side", debit: "Debit", credit: "Credit", amount: "Amount", party: "Party (optional)", partyHint: "creator/chn_…", add: "Add line", remove: "Remove line", balanced: "Debits and credits are equal", off: (amount) => `${amount} apart`, send: "Ask for approval", sent: "It waits for somebody else to approve it", bad: "Two lines or more, each with account and amount, debits equal to credits.", dayBad: "Choose a day.", onlyFinance: "Only finance asks for adjustments and approves them.",
    list: "Adjustments", states: { requested: "Waits for approval", approved: "Approved", rejected: "Rejected" }, approve: "Approve", reject: "Reject", approveTitle: "Approve this adjustment?", rejectTitle: "Reject this adjustment?", approvePresets: ["Checked against the voucher", "Checked against the bank statement"], rejectPresets: ["No voucher", "Wrong amount", "Wrong account"], own: "You asked for this one yourself, so you cannot approve it: an adjustment is seen by two people.", approved: "Approved. It is booked in a moment.", rejected: "Rejected",
  },
  refunds: { title: "Give money back", hint: "Any amount that is left of a donation or an invoice. It is booked when the payment company says so.", of: "Id of the donation or invoice", ofHint: "don_… or in_…", ofBad: "Give the id.", currency: "Currency", amount: "Amount", amountBad: "Give an amount.", send: "Give back", sure: (amount, of) => `Give ${amount} of ${of} back?`, sureText: "What has gone back to a card cannot be fetched again.", done: (amount) => `${amount} is on its way back`, onlyOperators: "Only operators give money back." },
  figures: { first: "First month", last: "Last month", revenue: "Revenue", content: "Content cost", operating: "Operating cost", income: "Net income", gross: "Gross margin", net: "Net margin", byAccount: "Revenue by account", none: "There is no revenue in these months.", orderBad: "The first month is later than the last.", funnel: "From free to paid", funnelHint: "Free is who had signed up and had not paid before the month; the share is first payments of free.", month: "Month", signedUp: "Signed up", free: "Free", trials: "Trials", conversions: "First payments", rate: "Share", targets: "The plan's targets", targetsHint: "Years of twelve months from the first month of the books. The bar is what was earned of the target.", year: (year: number) => `Year ${year}`, of: (earned: string, target: string) => `${earned} of ${target}`, lines: { subscriptions: "Subscriptions", commissions: "Commissions on products", ads: "Advertising", premium_services: "Premium services" } },
  deeds: { at: "When", who: "Who", what: "What", about: "About", why: "Reason", result: "Result", done: "Done", refused: (status) => `Refused (${status})`, none: "Nothing was done in this month.",
    names: { "POST /v1/backoffice/months/{period}/drafts": "Made a draft", "POST /v1/backoffice/months/{period}/close": "Closed the month", "POST /v1/backoffice/adjustments": "Asked for an adjustment", "POST /v1/backoffice/adjustments/{adjustment_id}/approve": "Approved an adjustment", "POST /v1/backoffice/adjustments/{adjustment_id}/reject": "Rejected an adjustment", "POST /v1/backoffice/reconciliations/processor": "Compared with the payment company", "POST /v1/backoffice/reconciliations/file": "Compared with a file", "POST /v1/backoffice/refunds": "Gave money back", "POST /v1/backoffice/fraud-cases/{case_id}/clear": "Cleared a case", "POST /v1/backoffice/fraud-cases/{case_id}/confirm": "Confirmed fraud", "POST /v1/backoffice/people/{user_id}/block": "Blocked a person", "POST /v1/backoffice/people/{user_id}/unblock": "Unblocked a person", "POST /v1/backoffice/payees/{user_id}/hold": "Held payouts", "POST /v1/backoffice/payees/{user_id}/release": "Released payouts" } },
  fraud,
  refusals: { own_case: "This is about yourself; somebody else has to decide.", second_person_needed: "You asked for this one yourself; somebody else of finance has to decide.", already_decided: "Somebody has decided already.", unbalanced: "Debits and credits are not equal.", no_such_account: "One of the accounts takes no entries.", no_such_export: "Nothing has been made yet.", no_such_payment: "No donation or invoice of this id was paid.", refund_exceeds_payment: "That is more than what is left of it.", role_required: "You do not have the role for this.", not_a_balance_report: "This is not the payment company's balance report.", empty_file: "The file has no lines.", invalid_lines: "Some lines cannot be read.", file_too_large: "The file is too large.", too_many_days: "These are too many days. Compare them in parts." },
};

export default office;

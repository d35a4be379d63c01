"""Routes of the back office for fraud: cases and who decides them, people who are blocked, payouts that are held.

Finance reads; an operator decides, with a reason. Every decision is in the audit log, also one that was refused.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from functions.backoffice.office import Office
from functions.backoffice.schemas import OfficeReason
from kernel.desks import ask
from kernel.schemas import View

BILLING = "BILLING_DESK"
READERS = ("finance", "operator")
MOST = 100
State = Literal["open", "cleared", "confirmed"]
UserId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{3,80}$")]


class FindingView(View):
    rule: str
    value: int = Field(description="What the rule looked at")
    points: int = Field(description="What it added to the score")


class CaseView(View):
    """`outcome` is what became of the payment: `blocked` was never opened, `review` goes on while its payout waits."""

    id: str
    user_id: str
    kind: Literal["donation", "plan", "membership"]
    about: str
    channel_id: str | None
    amount: int
    currency: str
    score: int
    rules: list[FindingView]
    outcome: Literal["blocked", "review"]
    state: State
    opened_at: str
    decided_by: str | None
    decided_at: str | None
    reason: str | None
    payments: list[str] = Field(description="Donations and invoices that were paid")


class CasesView(View):
    items: list[CaseView]
    next_cursor: str | None


class BlockView(View):
    by: str
    at: str
    reason: str


class PersonView(View):
    user_id: str
    blocked: BlockView | None


class PayoutHoldView(View):
    user_id: str
    held_why: str | None


def add_to(office: Office) -> None:
    """Adds them; `office` notes what a decision was about."""
    _cases(office)
    _people(office)
    _payouts(office)


def _decided(office: Office, act: str, about: str, body: OfficeReason, **named: str) -> Any:
    office.note(about, body.reason)
    return ask(BILLING, act, by=office.caller().user_id, reason=body.reason, **named)


def _cases(office: Office) -> None:
    @office.route("GET", "/v1/backoffice/fraud-cases", *READERS)
    def list_fraud_cases(state: State = "open", limit: int = 50, cursor: str | None = None) -> CasesView:
        """Of one state, the newest first; `cursor` is `next_cursor` of the page before."""
        told = ask(BILLING, "fraud_cases", state=state, limit=min(max(limit, 1), MOST), cursor=cursor)
        return CasesView.model_validate(told)

    @office.route("GET", "/v1/backoffice/fraud-cases/{case_id}", *READERS)
    def show_fraud_case(case_id: str) -> CaseView:
        return CaseView.model_validate(ask(BILLING, "fraud_case", id=case_id))

    @office.route("POST", "/v1/backoffice/fraud-cases/{case_id}/clear", "operator")
    def clear_fraud_case(case_id: str, body: OfficeReason) -> CaseView:
        """It was no fraud: what its payments earned is paid out again."""
        return CaseView.model_validate(_decided(office, "clear_case", case_id, body, id=case_id))

    @office.route("POST", "/v1/backoffice/fraud-cases/{case_id}/confirm", "operator")
    def confirm_fraud_case(case_id: str, body: OfficeReason) -> CaseView:
        """It was fraud: what was paid goes back, and the person opens no payment any more."""
        return CaseView.model_validate(_decided(office, "confirm_case", case_id, body, id=case_id))


def _people(office: Office) -> None:
    @office.route("GET", "/v1/backoffice/people/{user_id}/block", *READERS)
    def show_block(user_id: UserId) -> PersonView:
        return PersonView.model_validate(ask(BILLING, "person", user_id=user_id))

    @office.route("POST", "/v1/backoffice/people/{user_id}/block", "operator")
    def block_person(user_id: UserId, body: OfficeReason) -> PersonView:
        """The person opens no payment any more; what runs goes on."""
        return PersonView.model_validate(_decided(office, "block_person", user_id, body, user_id=user_id))

    @office.route("POST", "/v1/backoffice/people/{user_id}/unblock", "operator")
    def unblock_person(user_id: UserId, body: OfficeReason) -> PersonView:
        return PersonView.model_validate(_decided(office, "unblock_person", user_id, body, user_id=user_id))


def _payouts(office: Office) -> None:
    @office.route("GET", "/v1/backoffice/payees/{user_id}/hold", *READERS)
    def show_payout_hold(user_id: UserId) -> PayoutHoldView:
        return PayoutHoldView.model_validate(ask(BILLING, "payout_hold", user_id=user_id))

    @office.route("POST", "/v1/backoffice/payees/{user_id}/hold", "operator")
    def hold_payouts(user_id: UserId, body: OfficeReason) -> PayoutHoldView:
        """Nothing more is paid out to this person until it is released; what is on its way stays so."""
        return PayoutHoldView.model_validate(_decided(office, "hold_payouts", user_id, body, user_id=user_id))

    @office.route("POST", "/v1/backoffice/payees/{user_id}/release", "operator")
    def release_payouts(user_id: UserId, body: OfficeReason) -> PayoutHoldView:
        return PayoutHoldView.model_validate(_decided(office, "release_payouts", user_id, body, user_id=user_id))

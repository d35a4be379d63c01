"""Where a person is paid: the account at the processor, the tax profile, and what holds the person up."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from functions.billing.payouts.domain import Kind
from kernel import environment
from kernel.clock import iso
from kernel.errors import Conflict
from kernel.transactions import held

if TYPE_CHECKING:
    from functions.billing.payouts.connect import ConnectAccount


class ByAccount(GlobalSecondaryIndex["AccountRow"]):
    class Meta:
        index_name = "by_account"
        projection = AllProjection()

    account_id = UnicodeAttribute(hash_key=True)


class AccountRow(Model):
    """`tax_reference` is a token of whoever keeps the number; the number itself is nowhere here."""

    class Meta:
        table_name = environment.table_name("payoutaccounts")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    account_id = UnicodeAttribute(null=True)
    payouts_enabled = BooleanAttribute(default=False)
    country = UnicodeAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    tax_reference = UnicodeAttribute(null=True)
    held_by = UnicodeAttribute(null=True)
    held_why = UnicodeAttribute(null=True)
    held_at = UnicodeAttribute(null=True)
    by_account = ByAccount()


class Onboarding(Protocol):
    def open_account(self, user_id: str, country: str, kind: str) -> "ConnectAccount": ...
    def link(self, account_id: str, back_to: str, key: str) -> str: ...


@dataclass(frozen=True)
class PayoutAccount:
    """`country` is ISO 3166; without a tax profile country and kind are absent."""

    user_id: str
    account_id: str | None = None
    payouts_enabled: bool = False
    country: str | None = None
    kind: Kind | None = None
    tax_reference: str | None = None
    held_why: str | None = None

    def holds(self) -> str | None:
        """The code of what keeps this person from being paid; None where nothing does."""
        if self.held_why is not None:
            return "held_by_operator"
        if not self.country:
            return "no_tax_profile"
        if not self.account_id:
            return "no_account"
        return None if self.payouts_enabled else "account_not_enabled"


class DynamoAccounts:
    def find(self, user_id: str) -> PayoutAccount:
        """As it stands; of who never set anything, an empty one."""
        try:
            row = AccountRow.get(user_id, consistent_read=True)
        except AccountRow.DoesNotExist:
            return PayoutAccount(user_id)
        kind: Kind | None = row.kind  # type: ignore[assignment] # written by this module only
        return PayoutAccount(
            user_id, row.account_id, row.payouts_enabled, row.country, kind, row.tax_reference, row.held_why
        )

    def set_tax_profile(self, user_id: str, country: str, kind: Kind, tax_reference: str) -> None:
        self._update(
            user_id,
            AccountRow.country.set(country),
            AccountRow.kind.set(kind),
            AccountRow.tax_reference.set(tax_reference),
        )

    def set_account(self, user_id: str, account: "ConnectAccount") -> None:
        """The first one stays: what was refreshed meanwhile is not undone."""
        row = AccountRow(user_id)
        actions: list[Action] = [
            AccountRow.account_id.set(account.id),
            AccountRow.payouts_enabled.set(account.payouts_enabled),
        ]
        held(lambda: row.update(actions=actions, condition=AccountRow.account_id.does_not_exist()))

    def set_enabled(self, account_id: str, *, enabled: bool) -> bool:
        """False for an account that is nobody's here."""
        row = next(iter(AccountRow.by_account.query(account_id, limit=1)), None)
        if row:
            self._update(row.user_id, AccountRow.payouts_enabled.set(enabled))
        return row is not None

    def hold(self, user_id: str, operator_id: str, why: str, at: datetime) -> None:
        """Nothing more is sealed for this person until it is released; what is on its way stays so."""
        self._update(
            user_id, AccountRow.held_by.set(operator_id), AccountRow.held_why.set(why), AccountRow.held_at.set(iso(at))
        )

    def release(self, user_id: str) -> None:
        self._update(user_id, AccountRow.held_by.remove(), AccountRow.held_why.remove(), AccountRow.held_at.remove())

    @staticmethod
    def _update(user_id: str, *actions: Action) -> None:
        AccountRow(user_id).update(actions=list(actions))


@dataclass(frozen=True)
class Accounts:
    accounts: DynamoAccounts
    connect: Onboarding

    def onboard(self, user_id: str, back_to: str, key: str) -> str:
        """The page at which the processor learns whom it pays. Raises a 409 without a tax profile."""
        account = self.accounts.find(user_id)
        if not account.country or not account.kind:
            raise Conflict("Set your tax profile first: the account is opened in its country.", code="no_tax_profile")
        if not account.account_id:
            self.accounts.set_account(user_id, self.connect.open_account(user_id, account.country, account.kind))
            account = self.accounts.find(user_id)
        return self.connect.link(account.account_id or "", back_to, f"{user_id}-{key}")


def refresh(account_id: str) -> bool:
    """Asks the processor whether it pays to this account, and keeps the answer; False where it is nobody's here."""
    from functions.billing.payouts.connect import StripeConnect

    found = StripeConnect().account(account_id)
    return DynamoAccounts().set_enabled(account_id, enabled=found.payouts_enabled)

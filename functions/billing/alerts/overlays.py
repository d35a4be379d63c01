"""The overlay of a channel: its owner gets the address, a browser source with the token reads what to show."""

import hmac
import secrets
from dataclasses import dataclass

from functions.billing.alerts.store import DynamoAlerts, Overlay
from functions.billing.donations.domain import Donation
from functions.billing.names import DynamoDonorNames
from kernel.errors import NotFound

TOKEN_BYTES = 32
AT_ONCE = 20  # alerts of one answer


@dataclass(frozen=True)
class Alert:
    """`show` is false for what went back meanwhile: it is counted as shown and not seen."""

    number: int
    show: bool
    donor_name: str
    message: str
    donation: Donation

    @property
    def id(self) -> str:
        return self.donation.id

    @property
    def amount_minor(self) -> int:
        return self.donation.gross.minor

    @property
    def currency(self) -> str:
        return self.donation.gross.currency


@dataclass(frozen=True)
class Overlays:
    alerts: DynamoAlerts
    names: DynamoDonorNames

    def token(self, channel_id: str) -> str:
        """Made at the first look."""
        overlay = self.alerts.find(channel_id)
        if overlay.token:
            return overlay.token
        self.alerts.first_token(overlay, secrets.token_urlsafe(TOKEN_BYTES))
        return self.alerts.find(channel_id).token or ""

    def rotate(self, channel_id: str) -> str:
        """The address of before is worth nothing from now on."""
        self.token(channel_id)  # so that a first one starts behind what was given before
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self.alerts.replace_token(channel_id, token)
        return token

    def waiting(self, channel_id: str, token: str | None, after: int | None) -> tuple[Overlay, list[Alert]]:
        """What is to be shown behind `after`, or behind what was shown last."""
        overlay = self.admit(channel_id, token)
        start = overlay.shown if after is None else after
        if overlay.last <= start:
            return overlay, []
        found = self.alerts.after(channel_id, start, AT_ONCE)
        names = self.names.of(donation.donor_id for _, donation in found)
        return overlay, [_alert(number, donation, names) for number, donation in found]

    def shown(self, channel_id: str, token: str | None, number: int) -> Overlay:
        self.admit(channel_id, token)
        self.alerts.mark_shown(channel_id, number)
        return self.alerts.find(channel_id)

    def admit(self, channel_id: str, token: str | None) -> Overlay:
        """Raises one and the same 404 for a channel without an overlay and for a wrong token."""
        overlay = self.alerts.find(channel_id)
        if not token or not overlay.token or not hmac.compare_digest(token.encode(), overlay.token.encode()):
            raise NotFound("There is no overlay with this token.", code="no_such_overlay")
        return overlay


def _alert(number: int, donation: Donation, names: dict[str, str]) -> Alert:
    message = "" if donation.message_hidden else donation.message
    return Alert(number, donation.state == "paid", names.get(donation.donor_id, ""), message, donation)

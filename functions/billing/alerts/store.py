"""Alerts in DynamoDB: one row a donation, numbered without a gap within its channel, and what an overlay has shown."""

from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from functions.billing.donations.domain import Donation
from functions.billing.donations.store import DonationRow
from kernel import environment
from kernel.transactions import held, transaction, until_settled


class AlertRow(Model):
    class Meta:
        table_name = environment.table_name("donationalerts")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    number = NumberAttribute(range_key=True)
    donation_id = UnicodeAttribute()


class OverlayRow(Model):
    """`last` is the number of the newest alert, `shown` of the last one that was on a screen."""

    class Meta:
        table_name = environment.table_name("overlays")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    channel_id = UnicodeAttribute(hash_key=True)
    last = NumberAttribute(default=0)
    shown = NumberAttribute(default=0)
    token = UnicodeAttribute(null=True)


@dataclass(frozen=True)
class Overlay:
    channel_id: str
    last: int
    shown: int
    token: str | None


class DynamoAlerts:
    def find(self, channel_id: str) -> Overlay:
        try:
            row = OverlayRow.get(channel_id, consistent_read=True)
        except OverlayRow.DoesNotExist:
            return Overlay(channel_id, 0, 0, None)
        return Overlay(channel_id, int(row.last), int(row.shown), row.token)

    def add(self, channel_id: str, donation_id: str) -> None:
        """The next number for the donation, unless it has one."""
        until_settled(lambda: self._add(channel_id, donation_id))

    def _add(self, channel_id: str, donation_id: str) -> None:
        if DonationRow.get(donation_id, consistent_read=True).alert is not None:
            return
        before = self.find(channel_id).last
        number = before + 1
        unchanged = (OverlayRow.last == before) if before else OverlayRow.last.does_not_exist() | (OverlayRow.last == 0)
        with transaction() as write:
            write.update(
                DonationRow(donation_id),
                actions=[DonationRow.alert.set(number)],
                condition=DonationRow.id.exists() & DonationRow.alert.does_not_exist(),
            )
            write.update(OverlayRow(channel_id), actions=[OverlayRow.last.set(number)], condition=unchanged)
            write.save(AlertRow(channel_id, number, donation_id=donation_id))

    def after(self, channel_id: str, number: int, most: int) -> list[tuple[int, Donation]]:
        """The alerts behind a number in their order, with what their donations are now."""
        rows = list(AlertRow.query(channel_id, AlertRow.number > number, limit=most, consistent_read=True))
        if not rows:
            return []
        found = {row.id: row.donation() for row in DonationRow.batch_get([row.donation_id for row in rows])}
        return [(int(row.number), found[row.donation_id]) for row in rows]

    def mark_shown(self, channel_id: str, number: int) -> bool:
        """It only grows, up to the newest alert; False where it was there already, or beyond what there is."""
        further = OverlayRow.shown.does_not_exist() | (OverlayRow.shown < number)
        condition = (OverlayRow.last >= number) & further
        return held(lambda: OverlayRow(channel_id).update([OverlayRow.shown.set(number)], condition=condition))

    def first_token(self, overlay: Overlay, token: str) -> None:
        """Unless it has one. What was given before there was an overlay is not shown in it."""
        row = OverlayRow(overlay.channel_id)
        held(
            lambda: row.update(
                actions=[OverlayRow.token.set(token), OverlayRow.shown.set(overlay.last)],
                condition=OverlayRow.token.does_not_exist(),
            )
        )

    def replace_token(self, channel_id: str, token: str) -> None:
        OverlayRow(channel_id).update([OverlayRow.token.set(token)])

"""Routes of what a channel earned, in the API of money: the books' own figures."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field

from functions.billing.ledger.parties import Owed, owed_to
from functions.billing.payees import DynamoPayees
from kernel import environment
from kernel.access import SIGNED_IN
from kernel.errors import NotFound
from kernel.http import caller
from kernel.schemas import View

Month = Annotated[str | None, Query(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="Such as 2026-11")]


class RevenueRow(View):
    period: str = Field(description="The month in which it stands in the books")
    source: str = Field(description="donation, refund, dispute, payout")
    currency: str
    amount_minor: int = Field(description="Negative where it was taken back or paid out")
    entries: int


class RevenueTotal(View):
    currency: str
    amount_minor: int = Field(description="Of the rows that are shown")
    payable_minor: int = Field(description="Owed to the creator now, over all months")


class RevenueView(View):
    """By month, source and currency; a figure is some seconds behind what happened."""

    rows: list[RevenueRow]
    totals: list[RevenueTotal]


def add_to(api: APIGatewayHttpResolver) -> None:
    @api.get("/v1/channels/<channel_id>/revenue", tags=[SIGNED_IN])
    def revenue(channel_id: str, since: Month = None, until: Month = None) -> RevenueView:
        """The owner's only. What the ledger owes the channel, in the figures of the ledger."""
        payee = DynamoPayees().find(channel_id)
        if payee is None or payee.owner_id != caller(api).user_id:
            raise NotFound("You have no such channel.", code="no_such_channel")
        everything = list(owed_to(environment.required("LEDGER_ENTITY"), "creator", channel_id))
        shown = [owed for owed in everything if (since or "") <= owed.period <= (until or "9999-12")]
        return RevenueView(rows=[_row(owed) for owed in shown], totals=_totals(everything, shown))


def _row(owed: Owed) -> RevenueRow:
    return RevenueRow(
        period=owed.period, source=owed.source, currency=owed.currency, amount_minor=owed.amount, entries=owed.lines
    )


def _totals(everything: list[Owed], shown: list[Owed]) -> list[RevenueTotal]:
    return [
        RevenueTotal(
            currency=currency,
            amount_minor=sum(owed.amount for owed in shown if owed.currency == currency),
            payable_minor=sum(owed.amount for owed in everything if owed.currency == currency),
        )
        for currency in sorted({owed.currency for owed in everything})
    ]

"""Facts of a made-up month for tests and benchmarks: a seed gives the same ones again."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from contracts import billing as facts
from contracts import rewards
from contracts.ads import AdsBilled
from contracts.splits import SplitLine
from functions.billing.ledger import chart
from kernel.events import Event
from kernel.money import split

CURRENCIES = ("USD", "KRW", "KWD", "EUR")
START = datetime(2026, 10, 1, tzinfo=UTC)


def month_of_facts(count: int, seed: int = 1, start: datetime = START, days: int = 31) -> Iterator[tuple[str, Event]]:
    """`count` facts with their event ids, in the order of time."""
    chance = random.Random(seed)  # noqa: S311 - nobody guesses these
    step = timedelta(days=days) / count
    for number in range(count):
        yield f"evt_{seed}_{number}", a_fact(chance, number, start + step * number)


def a_fact(chance: random.Random, number: int, at: datetime) -> Event:
    currency = chance.choice(CURRENCIES)
    amount = chance.randrange(1, 200_000)
    kinds = (
        donation,
        donation,
        donation,
        invoice,
        invoice,
        fee,
        refund,
        dispute,
        payout,
        settlement,
        order,
        ads,
        points,
    )
    return chance.choice(kinds)(chance, f"{number}", currency, amount, at)


def donation(chance: random.Random, name: str, currency: str, amount: int, at: datetime) -> Event:
    tax, creator, platform = split(amount, [chance.randrange(3), 7, 3])
    return facts.DonationReceived(
        donation_id=f"don_{name}",
        channel_id=f"chn_{chance.randrange(50)}",
        donor_id=f"usr_{chance.randrange(500)}",
        payment_id=f"pi_{name}",
        currency=currency,
        gross=amount,
        creator_part=creator,
        platform_part=platform,
        tax=tax,
        tax_code="vat_10" if tax else None,
        settled=kept_in_dollars(chance, amount, currency),
        received_at=at,
    )


def kept_in_dollars(chance: random.Random, amount: int, currency: str) -> facts.Settled | None:
    """Now and then the processor converts, at a rate of its own."""
    if currency != "EUR" or chance.random() < 0.5:
        return None
    return facts.Settled(currency="USD", amount=amount * chance.randrange(101, 115) // 100)


def invoice(chance: random.Random, name: str, currency: str, amount: int, at: datetime) -> Event:
    lines = []
    for number, net in enumerate(split(amount, [1] * chance.randrange(1, 4))):
        day = at.date()
        lines.append(
            facts.InvoiceLine(
                line_id=f"il_{name}_{number}",
                product=chance.choice(("plan:basic", "plan:vip", "addon:ai", "membership:chn_1")),
                net=net,
                tax=net // 10,
                tax_code="vat_10",
                period_from=day,
                period_to=day + timedelta(days=30),
            )
        )
    return facts.InvoicePaid(
        invoice_id=f"in_{name}",
        customer_id=f"usr_{chance.randrange(500)}",
        payment_id=f"pi_{name}",
        currency=currency,
        total=sum(line.net + line.tax for line in lines),
        lines=tuple(lines),
        paid_at=at,
    )


def order(chance: random.Random, name: str, currency: str, amount: int, at: datetime) -> Event:
    """Of two sellers, in somebody's broadcast."""
    lines = []
    for number, goods in enumerate(split(amount, [2, 1])):
        seller, creator, platform = split(goods, [80, 12, 8])
        line = SplitLine(
            line_id=f"ol_{name}_{number}",
            product_id=f"prd_{number}",
            seller_id=f"usr_{chance.randrange(20)}",
            goods_class="general",
            goods=goods,
            discount_by_seller=0,
            discount_by_platform=0,
            shipping=0,
            paid=goods + goods // 10,
            commission_rate="2/25",
            commission=platform,
            creator_rate="3/25",
            platform=platform,
            seller=seller,
            creator=creator,
            tax=goods // 10,
            fee=0,
            tax_code="vat_10",
        )
        lines.append(line)
    return facts.OrderSplit(
        order_id=f"ord_{name}",
        buyer_id=f"usr_{chance.randrange(500)}",
        payment_id=f"pi_{name}",
        currency=currency,
        gross=sum(line.paid for line in lines),
        lines=tuple(lines),
        ordered_at=at,
        paid_at=at,
        returns_until=at + timedelta(days=7),
        channel_id=f"chn_{chance.randrange(50)}",
    )


def fee(chance: random.Random, name: str, currency: str, amount: int, at: datetime) -> Event:
    return facts.ProcessorFeeCharged(
        balance_transaction_id=f"txn_{name}",
        of=chance.choice(("payment", "refund", "dispute")),
        source_id=f"pi_{name}",
        currency=currency,
        amount=amount,
        charged_at=at,
    )


def parts_of(amount: int) -> tuple[facts.RefundPart, ...]:
    creator, platform, tax = split(amount, [6, 3, 1])
    return (
        facts.RefundPart(account=chart.CREATORS, amount=creator, party_type="creator", party_id="chn_1"),
        facts.RefundPart(account=chart.DONATIONS, amount=platform),
        facts.RefundPart(account=chart.SALES_TAX, amount=tax, tax_code="vat_10"),
    )


def refund(_: random.Random, name: str, currency: str, amount: int, at: datetime) -> Event:
    return facts.PaymentRefunded(
        refund_id=f"re_{name}",
        payment_id=f"pi_{name}",
        currency=currency,
        amount=amount,
        parts=parts_of(amount),
        reason="requested_by_customer",
        refunded_at=at,
    )


def dispute(chance: random.Random, name: str, currency: str, amount: int, at: datetime) -> Event:
    if chance.random() < 0.5:
        return facts.DisputeOpened(
            dispute_id=f"dp_{name}", payment_id=f"pi_{name}", currency=currency, amount=amount, opened_at=at
        )
    won = chance.random() < 0.5
    return facts.DisputeClosed(
        dispute_id=f"dp_{name}",
        payment_id=f"pi_{name}",
        currency=currency,
        amount=amount,
        won=won,
        parts=() if won else parts_of(amount),
        closed_at=at,
    )


def payout(chance: random.Random, name: str, currency: str, amount: int, at: datetime) -> Event:
    back = chance.randrange(amount // 2 + 1)
    income = (amount - back) * 3 // 100
    local = income // 10
    net = amount - back - income - local
    by_processor = chance.random() < 0.5
    return facts.PayoutPaid(
        payout_id=f"po_{name}",
        payee_type=chance.choice(("creator", "seller")),
        payee_id="chn_1",
        currency=currency,
        gross=amount,
        adjustments=back,
        fee=0,
        income_tax=income,
        local_tax=local,
        net=net,
        paid_at=at,
        paid_from="processor" if by_processor else "bank",
        transfer_id=f"tr_{name}" if by_processor else None,
        settled=kept_in_dollars(chance, net, currency) if by_processor else None,
    )


def settlement(_: random.Random, name: str, currency: str, amount: int, at: datetime) -> Event:
    return facts.ProcessorSettled(settlement_id=f"set_{name}", currency=currency, amount=amount, arrived_on=at.date())


def ads(chance: random.Random, name: str, currency: str, amount: int, at: datetime) -> Event:
    return AdsBilled(
        delivery_id=f"adl_{name}",
        campaign_id=f"cmp_{chance.randrange(9)}",
        advertiser_id=f"adv_{chance.randrange(5)}",
        ad_format=chance.choice(("banner", "video")),
        impressions=amount * 5,
        cpm=200,
        currency=currency,
        billed=amount,
        creator_part=amount // 2,
        delivered_at=at,
        channel_id=f"chn_{chance.randrange(50)}",
    )


def points(chance: random.Random, name: str, currency: str, amount: int, at: datetime) -> Event:
    of = {"user_id": f"usr_{chance.randrange(500)}", "points": amount, "value": amount, "currency": currency}
    match chance.randrange(5):
        case 0 | 1:
            return rewards.PointsGranted(grant_id=f"pg_{name}", reason="purchase", granted_at=at, **of)
        case 2:
            used = chance.choice(("order", "plan"))
            return rewards.PointsRedeemed(
                redemption_id=f"pr_{name}", used_for=used, used_for_id="x", redeemed_at=at, **of
            )
        case 3:
            return rewards.PointsExpired(expiry_id=f"pe_{name}", expired_at=at, **of)
    return rewards.PointsReversed(
        reversal_id=f"pv_{name}", of=chance.choice(("grant", "redemption")), of_id="x", reversed_at=at, **of
    )

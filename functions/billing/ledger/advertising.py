"""How advertising is posted: the platform sells it and owes creators their share, so revenue is gross (IFRS 15 B35)."""

from contracts.ads import AdsBilled
from functions.billing.ledger import chart
from functions.billing.ledger.entries import Draft, Line, Party, Source, lines_of
from kernel.money import Money


def billed(fact: AdsBilled, event_id: str) -> Draft:
    """An advertiser owes what was delivered; of it a channel has its share."""

    def money(minor: int) -> Money:
        return Money(minor, fact.currency)

    return Draft(
        event_id,
        fact.delivered_at,
        Source("advertising", fact.delivery_id),
        "Advertising delivered",
        lines_of(
            Line(chart.ADVERTISERS_OWE, money(fact.billed), Party("advertiser", fact.advertiser_id)),
            Line(chart.ADVERTISING, money(-fact.billed)),
            Line(chart.AD_SHARES, money(fact.creator_part)),
            Line(chart.CREATORS, money(-fact.creator_part), Party("creator", fact.channel_id or "")),
        ),
    )

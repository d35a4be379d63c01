"""What the back office answers of what came of lists: key figures, targets, services."""

from datetime import date

from functions.backoffice.recommendation_schemas import Kind
from kernel.schemas import View


class ListFigures(View):
    lists: int
    fallback_share: float | None
    clicks_a_list: float | None
    play_share: float | None
    seconds_to_first_play: float | None
    browsed_before_play: float | None
    stars_after: float | None
    provider_click_share: float | None


class BasisFigures(ListFigures):
    kind: Kind
    basis: str


class DayFigures(ListFigures):
    day: date


class TargetView(View):
    """`actual` of lists that stand on something of the person, `baseline` of those that are everybody's; `up_by` is
    their ratio less one, which `reached` holds to `target`.
    """

    name: str
    target: float
    baseline: float | None
    actual: float | None
    up_by: float | None
    reached: bool | None


class ListFiguresView(View):
    first: date
    last: date
    bases: list[BasisFigures]
    days: list[DayFigures]
    targets: dict[str, float]
    progress: list[TargetView]


class PartnerView(View):
    """`visitors` and `converted` are people; `conversion` is the share of the one in the other."""

    provider: str
    visits: int
    visitors: int
    converted: int
    conversion: float | None


class PartnersView(View):
    first: date
    last: date
    providers: list[PartnerView]

"""What rights announces of windows, regions and ages. It does not yet; recommendations hears this already."""

from datetime import datetime
from typing import ClassVar, Literal

from kernel.events import Event


class AvailabilityChanged(Event):
    """To whom an item may be shown, whole. `regions` are ISO 3166-1 codes, absent for everywhere."""

    capability: ClassVar[str] = "rights"
    kind: Literal["title", "channel", "product"]
    item_id: str
    regions: tuple[str, ...] | None = None
    adults_only: bool = False
    available_from: datetime | None = None
    available_until: datetime | None = None

"""What a person told of themselves: the survey, whether age and gender may count, services, region, time zone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, JSONAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import environment
from kernel.clock import from_iso

FEWEST_TITLES = 10  # of a survey whose answers are relied upon
AGE_BANDS = (18, 25, 35, 45, 50, 56)  # where they begin: those of the data that models were compared on


class TasteRow(Model):
    """`adult_on` is what identity announced; everything else the person told here."""

    class Meta:
        table_name = environment.table_name("tastes")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    user_id = UnicodeAttribute(hash_key=True)
    survey = JSONAttribute(null=True)
    survey_at = UnicodeAttribute(null=True)
    gender = UnicodeAttribute(null=True)
    age_band = UnicodeAttribute(null=True)
    demographics = BooleanAttribute(default=False)
    providers = JSONAttribute(null=True)
    country = UnicodeAttribute(null=True)
    time_zone = UnicodeAttribute(null=True)
    adult_on = UnicodeAttribute(null=True)


@dataclass(frozen=True)
class Taste:
    survey: tuple[str, ...] = ()
    survey_at: datetime | None = None
    gender: str | None = None
    age_band: int | None = None
    demographics: bool = False
    providers: tuple[str, ...] = ()
    region: str | None = None
    time_zone: str = "UTC"
    adult_on: date | None = None

    @property
    def traits(self) -> list[str]:
        """As models know them; none without consent."""
        if not self.demographics:
            return []
        told = [f"gender {self.gender}"] if self.gender else []
        return told if self.age_band is None else [*told, f"age band {self.age_band}"]

    def of_age(self, today: date) -> bool:
        """Nobody who has not told an age is."""
        return self.adult_on is not None and self.adult_on <= today


class DynamoTastes:
    def of(self, user_id: str) -> Taste:
        try:
            row = TasteRow.get(user_id, consistent_read=True)
        except TasteRow.DoesNotExist:
            return Taste()
        return Taste(
            survey=tuple(row.survey or ()),
            survey_at=from_iso(row.survey_at) if row.survey_at else None,
            gender=row.gender,
            age_band=int(row.age_band) if row.age_band else None,
            demographics=bool(row.demographics),
            providers=tuple(row.providers or ()),
            region=row.country,
            time_zone=row.time_zone or "UTC",
            adult_on=date.fromisoformat(row.adult_on) if row.adult_on else None,
        )

    def change(self, user_id: str, **values: Any) -> None:
        """`None` takes a value back."""
        actions = [
            getattr(TasteRow, name).remove() if value is None else getattr(TasteRow, name).set(value)
            for name, value in values.items()
        ]
        TasteRow(user_id).update(actions=actions)

    def forget(self, user_id: str) -> None:
        """Everything that the person told; that somebody is of age is not told here."""
        self.change(user_id, **dict.fromkeys(
            ("survey", "survey_at", "gender", "age_band", "demographics", "providers", "country", "time_zone")
        ))  # fmt: skip


def band_of(age: int) -> int:
    """1 for eighteen and older, and so on; 0 below."""
    return sum(age >= start for start in AGE_BANDS)

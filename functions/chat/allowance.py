"""How many characters of a room were translated in a day, in DynamoDB: apart from the room's row, which is written to
with every message.
"""

from datetime import timedelta

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.models import Model

from kernel import clock, environment

COUNT_KEPT = timedelta(days=40)


class TranslatedRow(Model):
    class Meta:
        table_name = environment.table_name("chattranslated")
        region = environment.region()
        billing_mode = "PAY_PER_REQUEST"

    room_id = UnicodeAttribute(hash_key=True)
    day = UnicodeAttribute(range_key=True)
    characters = NumberAttribute()  # that were asked for, the refused ones included
    expires = TTLAttribute()


class DynamoAllowance:
    def __init__(self, characters_a_day: int) -> None:
        self.characters_a_day = characters_a_day

    def take(self, room_id: str, day: str, characters: int) -> int:
        """How many of these characters may still be translated; they count from now on."""
        left = self.characters_a_day - (self._count(room_id, day, characters) - characters)
        return max(0, min(characters, left))

    def give_back(self, room_id: str, day: str, characters: int) -> None:
        self._count(room_id, day, -characters)

    @staticmethod
    def _count(room_id: str, day: str, characters: int) -> int:
        row = TranslatedRow(room_id, day)
        expires = TranslatedRow.expires.set(clock.now() + COUNT_KEPT)
        row.update(actions=[TranslatedRow.characters.add(characters), expires])
        return int(row.characters)

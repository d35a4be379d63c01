"""Who asked to be left out of trainings, or to be read without their traits; the lake's rows as they may be seen."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from functions.recommendations.training import names, objects
from kernel.clock import from_iso

AT_ONCE = 16
NEVER, ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Marks:
    """People who asked to be left out, or to be read without their traits, and until when each: what they did later
    counts again.
    """

    forgotten: Mapping[str, datetime]
    bare: Mapping[str, datetime]

    @classmethod
    def read(cls, since: datetime = NEVER) -> "Marks":
        """Those that were set after `since`."""
        return cls(_moments(names.FORGOTTEN, since), _moments(names.WITHOUT_TRAITS, since))

    def applied(self, line: bytes) -> bytes:
        """The line as training may see it: as it is, without traits, or empty."""
        try:
            row = json.loads(line)
            user, at = row["user_id"], datetime.fromisoformat(row["at"])
            if at <= self.forgotten.get(user, NEVER):
                return b""
            if at > self.bare.get(user, NEVER) or "traits" not in row:
                return line
        except (ValueError, KeyError, TypeError):
            return line  # validation counts it
        return json.dumps({name: value for name, value in row.items() if name != "traits"}).encode()

    def __bool__(self) -> bool:
        return bool(self.forgotten or self.bare)


def _moments(prefix: str, since: datetime) -> dict[str, datetime]:
    """By person; a mark without a moment holds for ever."""
    keys = [one.key for one in objects.entries(prefix) if one.modified >= since]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        texts = pool.map(objects.text, keys)
        return {
            key.removeprefix(prefix): from_iso(text) if text else ALWAYS for key, text in zip(keys, texts, strict=True)
        }

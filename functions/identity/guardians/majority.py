"""When a person comes of age: effective-dated data by country of residence (majority.json), no constant of code."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FILE = Path(__file__).parents[1] / "majority.json"
ELSEWHERE = "*"


@dataclass(frozen=True)
class Rule:
    """From this day on a person is of age at `age` years; `until` is the first day of the rule after it."""

    begins: date
    until: date
    age: int


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1, two letters."""
    return frozenset(json.loads(FILE.read_text(encoding="utf-8"))["countries"].split())


@cache
def _rules(country: str) -> tuple[Rule, ...]:
    """The oldest first."""
    known = json.loads(FILE.read_text(encoding="utf-8"))["majority"]
    told = sorted(known.get(country) or known[ELSEWHERE], key=lambda rule: str(rule["from"]))
    begins = [date.fromisoformat(rule["from"]) for rule in told]
    ends = [*begins[1:], date.max]
    return tuple(Rule(begin, end, rule["age"]) for rule, begin, end in zip(told, begins, ends, strict=True))


def birthday(born: date, years: int) -> date:
    """Who was born on 29 February has a birthday on 1 March in the years that have none."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def adult_on(born: date, country: str) -> date:
    """The first day on which the rule then in force calls the person of age.

    A rule that lowers the age makes everybody between the two ages an adult on its first day.
    """
    for rule in _rules(country):
        day = max(birthday(born, rule.age), rule.begins)
        if day < rule.until:
            return day
    raise LookupError(f"no age of majority in {country}")

from pathlib import Path

import pytest

from ml.recommendations.behaviours import Found, dataset, read
from ml.recommendations.dataset import BadData
from tests.recommendations import lake


def read_back(tmp_path: Path, rows: list) -> tuple:
    root = lake.job(tmp_path, lake.lines(rows)) / "input" / "data"
    return dataset(root / "items", root / "behaviours")


def history(data, user: str) -> list[tuple[str, float]]:
    row = data.user_ids.index(user)
    own = slice(data.histories.offsets[row], data.histories.offsets[row + 1])
    pairs = zip(data.histories.items[own], data.histories.stars[own], strict=True)
    return [(data.item_ids[item], float(stars)) for item, stars in pairs]


def test_a_later_word_wins_and_takes_its_place_in_the_history(tmp_path: Path):
    rows = [
        lake.row("u", "t001", 0, 0),
        lake.row("u", "t002", 0, 1),
        {**lake.row("u", "t001", 0, 2), "verb": "rated", "stars": 2},
        lake.row("u", "t003", 0, 3, "clicked"),
    ]
    data, found = read_back(tmp_path, rows)
    assert history(data, "u") == [("t002", 5.0), ("t001", 2.0)]
    assert (found.clicks, len(data.duplicates), found.rows) == (1, 1, 4)


@pytest.mark.parametrize("verb", ["not_interested", "refunded"])
def test_what_is_taken_back_is_gone_until_it_is_taken_again(tmp_path: Path, verb: str):
    rows = [lake.row("u", "t001", 0, 0), lake.row("u", "t001", 0, 1, verb), lake.row("u", "t002", 0, 2)]
    data, _ = read_back(tmp_path / "one", rows)
    assert history(data, "u") == [("t002", 5.0)]
    data, _ = read_back(tmp_path / "two", [*rows, lake.row("u", "t001", 0, 3, "purchased")])
    assert history(data, "u") == [("t002", 5.0), ("t001", 5.0)]


def test_the_order_of_the_rows_changes_nothing(tmp_path: Path):
    rows = list(lake.walks(people=20))
    one, _ = read_back(tmp_path / "one", rows)
    two, _ = read_back(tmp_path / "two", [*rows[::-1], *rows[:5]])
    assert [history(one, user) for user in one.user_ids] == [history(two, user) for user in two.user_ids]
    assert len(two.duplicates) == 5


def test_traits_are_those_told_last_and_only_of_who_did_something(tmp_path: Path):
    rows = [
        {**lake.row("u", "t001", 0, 0), "traits": ["age 18"]},
        {**lake.row("u", "t002", 0, 1), "traits": ["age 25"]},
        {**lake.row("gone", "t404", 0, 1), "traits": ["age 56"]},
    ]
    data, found = read_back(tmp_path, rows)
    assert data.demographic_names == ("age 25",)
    assert data.histories.demographics.tolist() == [[1.0]]
    assert (data.user_ids, found.unknown_items) == (("u",), 1)


@pytest.mark.parametrize(
    "change",
    [{"stars": 6, "verb": "rated"}, {"stars": None, "verb": "rated"}, {"verb": "stared"}, {"at": "2026-11-01T10:00:00"},
     {"at": "yesterday"}, {"user_id": ""}, {"user_id": 7}, {"item_id": None}],
)  # fmt: skip
def test_what_is_no_row_is_refused(change: dict):
    with pytest.raises((ValueError, TypeError)):
        read({**lake.row("u", "t001", 0, 0), **change}, 1)


def test_one_bad_row_of_a_hundred_is_counted_and_more_are_too_many(tmp_path: Path):
    good = [lake.row("u", f"t{item % 48:03}", 0, item) for item in range(99)]
    data, found = read_back(tmp_path / "one", [*good, {"user_id": "u"}])
    assert (found.unreadable, found.reasons) == (1, ["one.jsonl line 100: KeyError 'item_id'"])
    assert len(data.histories.items) == 48
    with pytest.raises(BadData, match=r"2 of 101 rows cannot be read; one.jsonl line 100"):
        read_back(tmp_path / "two", [*good, {"user_id": "u"}, {"user_id": "u"}])


def test_a_bad_item_names_its_line(tmp_path: Path):
    root = lake.job(tmp_path, "") / "input" / "data"
    (root / "items" / "one.jsonl").write_text('{"item_id": "a", "name": "A", "genres": []}\n{"item_id": "b"}\n')
    with pytest.raises(BadData, match=r"one.jsonl line 2"):
        dataset(root / "items", root / "behaviours")


def test_only_the_first_reasons_are_kept():
    found = Found()
    for line in range(50):
        found.missed(f"line {line}", "x")
    assert (found.unreadable, len(found.reasons)) == (50, 20)

from pathlib import Path

import numpy as np
import pytest

from ml.recommendations.dataset import BadData, Duplicate, movielens

RATINGS = [(1, 10, 5, 100), (1, 20, 3, 90), (2, 10, 4, 50), (2, 30, 2, 60)]
ITEMS = {10: "Action", 20: "Comedy", 30: "Drama"}


def one_million(folder: Path, extra: list[str] | None = None, ratings=RATINGS) -> Path:
    lines = ["::".join(map(str, row)) for row in ratings] + (extra or [])
    (folder / "ratings.dat").write_text("\n".join(lines) + "\n")
    movies = [f"{item}::T{item} (1999)::{genre}|War" for item, genre in ITEMS.items()]
    (folder / "movies.dat").write_text("\n".join(movies) + "\n")
    (folder / "users.dat").write_text("1::F::25::7::000\n2::M::1::3::000\n")
    return folder


def hundred_thousand(folder: Path) -> Path:
    (folder / "u.data").write_text("".join("\t".join(map(str, row)) + "\n" for row in RATINGS))
    flags = {"Action": 1, "Comedy": 5, "Drama": 8}
    for item, genre in ITEMS.items():
        signs = "|".join("1" if place in {flags[genre], 17} else "0" for place in range(19))
        with (folder / "u.item").open("a") as file:
            file.write(f"{item}|T{item} (1999)|01-Jan-1999||http://x|{signs}\n")
    (folder / "u.user").write_text("1|25|F|7|000\n2|1|M|3|000\n")
    return folder


def test_both_formats_are_the_same_data(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one, two = movielens(one_million(tmp_path / "one")), movielens(hundred_thousand(tmp_path / "two"))
    assert one.histories.items.tolist() == two.histories.items.tolist() == [1, 0, 0, 2]
    assert one.titles == two.titles
    assert one.genre_names == two.genre_names == ("Action", "Comedy", "Drama", "War")
    assert np.array_equal(one.genres, two.genres)
    assert one.demographic_names == two.demographic_names
    assert np.array_equal(one.histories.demographics, two.histories.demographics)


def test_a_second_load_of_the_same_rows_changes_nothing_and_is_reported(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    plain = movielens(one_million(tmp_path / "one"))
    twice = movielens(one_million(tmp_path / "two", ratings=RATINGS + RATINGS))
    assert not plain.duplicates
    assert twice.duplicates[0] == Duplicate("rating", "1/10", 5, 1)
    assert len(twice.duplicates) == 4
    for name in ("items", "stars", "times", "offsets"):
        assert np.array_equal(getattr(plain.histories, name), getattr(twice.histories, name))


def test_of_two_words_on_one_item_the_later_counts(tmp_path):
    data = movielens(one_million(tmp_path, ["1::10::1::200"]))
    assert data.histories.stars[:2].tolist() == [3, 1]


def test_people_that_come_twice_are_reported_with_their_lines(tmp_path):
    folder = one_million(tmp_path)
    with (folder / "users.dat").open("a") as file:
        file.write("1::M::18::2::000\n")
    assert movielens(folder).duplicates == (Duplicate("user", "1", 3, 1),)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1::10::9::100", "ratings.dat line 5: 9.0 stars"),
        ("1::10::x::100", "ratings.dat line 5: not user"),
        ("1::10", "ratings.dat line 5: not user"),
        ("1::99::4::100", "line 5: item '99' is not in the catalogue"),
    ],
)
def test_a_bad_row_is_named(tmp_path, line, reason):
    with pytest.raises(BadData, match=reason):
        movielens(one_million(tmp_path, [line]))


def test_a_folder_of_something_else_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="neither"):
        movielens(tmp_path)

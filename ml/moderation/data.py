"""The four labelled sets, each with a split that never changes.

KoCoHub and COLD come with parts of their own: KoCoHub's train and dev (its test part has no labels), COLD's train,
dev and test. Curse-detection and Davidson come whole; there a fifth is held out, chosen by a hash of the text, so that
the same text is always on the same side, wherever and in whatever order it is read. A text of a training part that
also occurs in a held-out one is dropped from training. Of the training parts a tenth, again by hash, is kept from the
fit and sets thresholds and calibration.
"""

import csv
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Part = Literal["fit", "calibrate", "test"]
_MENTIONS = re.compile(r"@\w+|https?://\S+|\bRT\b")  # who was answered says nothing of what was said
_TEST_SHARE, _CALIBRATION_SHARE = 0.2, 0.1


@dataclass(frozen=True)
class DataSet:
    name: str
    language: Literal["ko", "en", "zh"]
    licence: str
    source: str
    split: str


@dataclass(frozen=True)
class Example:
    text: str
    abusive: bool
    language: Literal["ko", "en", "zh"]
    source: str
    part: Part


SETS = (
    DataSet("kocohub", "ko", "CC BY-SA 4.0", "github.com/kocohub/korean-hate-speech", "its train / dev"),
    DataSet("curse2runo", "ko", "MIT", "github.com/2runo/Curse-detection-data",
            "a fifth held out by hash of the text"),
    DataSet("davidson", "en", "MIT", "github.com/t-davidson/hate-speech-and-offensive-language",
            "a fifth held out by hash of the text"),
    DataSet("cold", "zh", "Apache 2.0", "github.com/thu-coai/COLDataset", "its train and dev / test"),
)  # fmt: skip


def examples(folder: Path) -> list[Example]:
    """All examples of the folder of data sets; FileNotFoundError says which set is missing."""
    rows = [
        *_rows(_kocohub(folder / "kocohub"), "ko", "kocohub"),
        *_rows(_curse(folder / "curse2runo"), "ko", "curse2runo"),
        *_rows(_davidson(folder / "davidson"), "en", "davidson"),
        *_rows(_cold(folder / "cold"), "zh", "cold"),
    ]
    held_out = {row.text for row in rows if row.part == "test"}
    return [row for row in rows if row.part == "test" or row.text not in held_out]


def share(text: str, salt: str) -> float:
    """Where a text falls between 0 and 1; another salt is another, independent draw."""
    digest = hashlib.sha256(f"{salt}\0{text.strip()}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def _rows(
    labelled: Iterator[tuple[str, bool, bool | None]], language: Literal["ko", "en", "zh"], source: str
) -> Iterator[Example]:
    for text, abusive, given in labelled:
        held_out = share(text, "test") < _TEST_SHARE if given is None else given
        part: Part = "test" if held_out else "calibrate" if share(text, "fit") < _CALIBRATION_SHARE else "fit"
        yield Example(text, abusive, language, source, part)


def _kocohub(folder: Path) -> Iterator[tuple[str, bool, bool | None]]:
    for name, held_out in (("train", False), ("dev", True)):
        with (folder / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield row["comments"], row["hate"] != "none", held_out


def _curse(folder: Path) -> Iterator[tuple[str, bool, bool | None]]:
    for line in (folder / "dataset.txt").read_text(encoding="utf-8").splitlines():
        text, bar, label = line.rpartition("|")
        if bar and label.strip() in {"0", "1"}:
            yield text, label.strip() == "1", None


def _davidson(folder: Path) -> Iterator[tuple[str, bool, bool | None]]:
    """Hate and offence are one class here; class 2 is neither."""
    with (folder / "labeled_data.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield _MENTIONS.sub("", html.unescape(row["tweet"])).strip(), row["class"] != "2", None


def _cold(folder: Path) -> Iterator[tuple[str, bool, bool | None]]:
    for name, held_out in (("train", False), ("dev", False), ("test", True)):
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield row["TEXT"], row["label"] == "1", held_out

import json

import pytest

from ml.moderation.data import Example, examples, share
from ml.moderation.measures import auc, rates, recall_at_precision
from ml.moderation.train import Settings, platt, trained

NICE, NASTY = ["좋은 하루 {}", "good day {}", "早上好 {}"], ["멍청한 돼지 {}", "ugly pig {}", "丑八怪 {}"]
LANGUAGES = ("ko", "en", "zh")


def made(part, numbers):
    return [
        Example(pattern.format(number), abusive, language, "made", part)
        for number in numbers
        for patterns, abusive in ((NICE, False), (NASTY, True))
        for pattern, language in zip(patterns, LANGUAGES, strict=True)
    ]


@pytest.fixture(scope="module")
def model():
    data = [*made("fit", range(12)), *made("calibrate", range(12, 16)), *made("test", range(16, 20))]
    return trained(data, Settings(epochs=2))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_model_learns_what_tells_its_examples_apart(model, language):
    nice, nasty = NICE[LANGUAGES.index(language)], NASTY[LANGUAGES.index(language)]
    assert model.logit(nice.format(77), language) < 0 < model.logit(nasty.format(77), language)


def test_calibration_finds_the_odds_it_was_drawn_from():
    pairs = [(-1.0, False)] * 30 + [(-1.0, True)] * 10 + [(1.0, True)] * 30 + [(1.0, False)] * 10
    told = platt(pairs)
    assert told.slope == pytest.approx(1.0986, abs=1e-3)  # three to one on each side: ln 3
    assert told.intercept == pytest.approx(0.0, abs=1e-6)


def test_area_recall_and_rates_of_a_ranking_known_by_hand():
    scores, truths = [0.9, 0.8, 0.7, 0.6, 0.6, 0.1], [True, True, False, True, False, False]
    assert auc(scores, truths) == pytest.approx((3 + 3 + 1.5) / 9)
    assert recall_at_precision(scores, truths, 0.9) == pytest.approx(2 / 3)
    assert recall_at_precision(scores, truths, 0.6) == 1.0
    assert rates([True, True, True, False, False, False], truths) == pytest.approx((2 / 3, 1 / 3))
    with pytest.raises(ValueError, match="both classes"):
        auc([0.1], [True])


def write_sets(folder):
    for name in ("kocohub", "curse2runo", "davidson", "cold"):
        (folder / name).mkdir()
    head = "comments\tcontain_gender_bias\tbias\thate\n"
    (folder / "kocohub" / "train.tsv").write_text(f"{head}가\tFalse\tnone\tnone\n같은 글\tFalse\tnone\thate\n")
    (folder / "kocohub" / "dev.tsv").write_text(f"{head}같은 글\tFalse\tnone\toffensive\n")
    (folder / "curse2runo" / "dataset.txt").write_text(
        "".join(f"말|{n}번|{n % 2}\n" for n in range(200)) + "no label\n"
    )
    tweets = "".join(f"{n},3,0,3,0,{n % 3},@who RT hi &amp; bye {n} https://t.co/x\n" for n in range(30))
    (folder / "davidson" / "labeled_data.csv").write_text(
        f",count,hate_speech,offensive_language,neither,class,tweet\n{tweets}"
    )
    for name in ("train", "dev", "test"):
        (folder / "cold" / f"{name}.csv").write_text(f"\ufeff,split,topic,label,TEXT\n1,{name},race,1,{name} 文\n")


def test_sets_are_read_with_their_labels_and_held_out_texts_are_in_no_training_part(tmp_path):
    write_sets(tmp_path)
    data = examples(tmp_path)
    assert [row.abusive for row in data if row.text == "같은 글"] == [True]
    assert [row.part for row in data if row.text == "같은 글"] == ["test"]
    curse = [row for row in data if row.source == "curse2runo"]
    assert len(curse) == 200
    assert {row.text: row.abusive for row in curse}["말|7번"] is True
    assert 20 <= sum(row.part == "test" for row in curse) <= 60
    tweets = {row.text: row.abusive for row in data if row.source == "davidson"}
    assert tweets["hi & bye 4"] is True
    assert tweets["hi & bye 2"] is False
    assert {row.text: row.part == "test" for row in data if row.source == "cold"} == {
        "train 文": False, "dev 文": False, "test 文": True,
    }  # fmt: skip
    assert data == examples(tmp_path)


def test_a_missing_set_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="kocohub"):
        examples(tmp_path)


def test_the_draw_depends_on_text_and_salt_only():
    assert share("안녕", "test") == share(" 안녕 ", "test") != share("안녕", "fit")
    drawn = [share(json.dumps(number), "test") for number in range(1000)]
    assert sum(one < 0.2 for one in drawn) == pytest.approx(200, abs=40)

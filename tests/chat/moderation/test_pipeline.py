import random
from dataclasses import dataclass

import pytest

from functions.chat.moderation import pipeline, scorer
from functions.chat.moderation.pipeline import Bands, judge
from functions.chat.moderation.sentiment import sentiment
from ml.moderation.evasion import TRICKS
from tests.chat.moderation.sentences import ABUSIVE, INNOCENT


def each(sentences):
    return [pytest.param(language, text, id=text) for language, texts in sentences.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), each(INNOCENT))
def test_innocent_sentences_pass(language, text):
    verdict = judge(text)
    assert (verdict.action, verdict.language, verdict.reasons) == ("pass", language, ())


@pytest.mark.parametrize(("language", "text"), each(ABUSIVE))
def test_abusive_sentences_are_held(language, text):
    verdict = judge(text)
    assert verdict.action == "hold"
    assert verdict.reasons
    assert language == verdict.language or text.isascii()


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("text", ["시발 진짜 못하네", "what a retarded faggot", "你这个贱人去死吧"])
def test_disguised_abuse_is_held(text, trick):
    chance = random.Random(5)  # noqa: S311 - which of its signs a trick takes, no secret
    assert judge(TRICKS[trick](text, chance)).action == "hold"


@dataclass
class Told:
    answer: float | None

    def logit(self, _plain, _language):
        return self.answer


@pytest.mark.parametrize(
    ("logit", "action"), [(-9.0, "pass"), (0.0, "escalate"), (0.5, "escalate"), (1.2, "hold"), (None, "pass")]
)
def test_bands_decide_where_no_word_is_listed(monkeypatch, logit, action):
    monkeypatch.setattr(scorer, "model", lambda: Told(logit))
    verdict = judge("hello", bands=Bands(escalate=0.5, hold=0.75))
    assert verdict.action == action
    assert verdict.reasons == (("model",) if action != "pass" else ())


def test_a_listed_word_raises_the_score_and_holds_whatever_the_model_says(monkeypatch):
    monkeypatch.setattr(scorer, "model", lambda: Told(-4.0))
    verdict = judge("you bastard")
    assert verdict.action == "hold"
    assert verdict.reasons == ("insult",)
    assert verdict.score == pytest.approx(scorer.logistic(-4.0 + pipeline.STANDARD_BANDS.word))


def test_words_of_self_harm_ask_for_a_person(monkeypatch):
    monkeypatch.setattr(scorer, "model", lambda: Told(-4.0))
    assert judge("요즘 너무 힘들어서 죽고싶어").action == "escalate"
    assert judge("요즘 너무 힘들어서 죽고싶어").reasons == ("self_harm",)
    for text in ("죽고 싶다", "I want to kill myself", "我 不想活了"):
        assert judge(text).reasons == ("self_harm",)


def test_a_room_adds_its_own_words():
    assert judge("the spoiler is here").action == "pass"
    verdict = judge("the sp0iler is here", room_terms=["Spoiler", "", "  "])
    assert (verdict.action, verdict.reasons) == ("hold", ("room",))


@pytest.mark.parametrize("text", ["", " ", "\u200b", "!!!", "привет", "😂😂", "\ud800"])
def test_texts_without_words_of_the_three_languages_pass(text):
    verdict = judge(text)
    assert (verdict.action, verdict.language) == ("pass", "other")
    assert 0 <= verdict.score < 0.01


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("i love this great song", 1), ("not good", -1), ("this is boring", -1), ("never boring", 1), ("table", 0),
        ("정말 좋아요", 1), ("별로 지루해", -1), ("좋지 않아요", -1), ("안 좋아", -1), ("의자", 0),
        ("我喜欢这首歌", 1), ("真难看", -1), ("不喜欢", -1), ("桌子", 0), ("👍", 1),
    ],
)  # fmt: skip
def test_sentiment_has_the_right_sign(text, sign):
    value = sentiment(text)
    assert -1 < value < 1
    assert (value > 0) - (value < 0) == sign


def test_more_glad_words_say_more():
    assert 0 < sentiment("good") < sentiment("good great lovely awesome")

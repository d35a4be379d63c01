import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.chat.moderation import hangul
from functions.chat.moderation.language import language_of
from functions.chat.moderation.normalize import MAX_LENGTH, read

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("sh\u200bi\u2060t", "shit"),
        ("\u202efuck\u202c", "fuck"),
        ("ｆｕｃｋ", "fuck"),
        ("f̶u̶c̶k̶", "fuck"),
        ("аss hоle", "ass hole"),
        ("f.u.c.k. .y.o.u", "fuck you"),
        ("f u c k   y o u", "fuck you"),
        ("b17ch", "bitch"),
        ("7h47 h03 0v3r 7h47", "that hoe over that"),
        ("fuuuuuck", "fuck"),
        ("ㅅㅣㅂㅏㄹ", "시발"),
        ("\u1109\u1175\u1107\u1161\u11af", "시발"),
        ("ㅅl발", "시발"),
        ("ㅂㅕㅇㅅ丨ㄴ", "병신"),
        ("시_발_ _새_끼", "시발 새끼"),
        ("傻 逼 东 西", "傻逼东西"),
        ("操你媽", "操你妈"),
        ("⿁", "鬼"),
    ],
)
def test_disguises_are_taken_off(written, seen):
    assert read(written).plain == seen


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("시1발", "시발"),
        ("시 발", "시발"),
        ("시이이발", "시발"),
        ("벼ㅇ신", "병신"),
        ("傻*逼", "傻逼"),
        ("傻a逼", "傻逼"),
    ],
)
def test_what_stands_inside_words_is_taken_out_for_the_word_list(written, seen):
    assert read(written).bare == seen
    assert read(written).plain != seen


@pytest.mark.parametrize(
    "text",
    [
        "see you at 5pm on the 3rd",
        "1080p and mp3",
        "привет мир",
        "3월 1일에 만나요",
        "다시 발표할게요",
        "well-known",
        "i am 20",
        "hello!",
    ],
)
def test_plain_words_numbers_and_other_scripts_stay(text):
    assert read(text).plain == text


@given(SYLLABLES)
def test_syllables_survive_being_taken_apart(text):
    assert hangul.compose(hangul.decompose(text)) == text


@given(st.text(max_size=200))
def test_any_text_can_be_read_and_reading_ends_with_a_bound(text):
    reading = read(text)
    assert len(reading.plain) <= MAX_LENGTH * 18  # NFKC makes of one sign at most 18
    assert reading.plain == reading.plain.strip()


@given(st.text(string.ascii_lowercase + "가나다라你好吗", min_size=3, max_size=30).map(str.strip), st.integers(0, 99))
def test_invisible_signs_change_nothing(text, seed):
    chance = random.Random(seed)  # noqa: S311 - where the signs go, no secret
    hidden = "".join(sign + chance.choice(["", "\u200b", "\ufeff"]) for sign in text)
    assert read(hidden) == read(text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("안녕 hello", "ko"),
        ("ㅋㅋ", "ko"),
        ("hello", "en"),
        ("你好 ok", "zh"),
        ("こんにちは世界", "other"),
        ("привет", "other"),
        ("123", "other"),
        ("", "other"),
    ],
)
def test_language_is_told_by_script(text, language):
    assert language_of(text) == language

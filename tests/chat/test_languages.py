"""In which language something is said, and what of it a translator never sees."""

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.chat.languages import AUTO, SIMPLIFIED, TRADITIONAL, marked, source_of, targets, unmarked


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("안녕하세요", "ko"),
        ("BTS 최고", "ko"),
        ("这个软件很好用", "zh"),
        ("這個軟體很好用", "zh-TW"),
        ("你好", "zh"),
        ("こんにちは世界", "ja"),
        ("สวัสดี", "th"),
        ("hello there", AUTO),
        ("xin chào các bạn", AUTO),
        ("https://example.com/한국 hello", AUTO),
        ("😀", AUTO),
    ],
)
def test_a_script_tells_its_language_and_latin_letters_do_not(text: str, source: str):
    assert source_of(text) == source


@pytest.mark.parametrize(
    "text",
    ["ㅋㅋㅋㅋ", "ㅠㅠ", "😀 😀", ":wave: :heart_eyes: :하트:", "https://example.com/abc", "@mina", "123 !!", ""],
)
def test_what_has_no_word_is_not_translated(text: str):
    assert targets(text, ["en", "zh"]) == []


def test_nothing_is_translated_into_its_own_language():
    assert targets("안녕하세요", ["en", "ko"]) == ["en"]
    assert targets("这个软件", ["zh", "zh-TW"]) == ["zh-TW"]
    assert targets("這個軟體", ["zh", "zh-TW"]) == ["zh"]
    assert targets("你好", ["en", "zh", "zh-TW"]) == ["en"], "both write it alike"


def test_the_signs_that_tell_apart_are_each_other_s():
    forth = opencc.OpenCC("s2t")
    assert not SIMPLIFIED & TRADITIONAL
    assert len(SIMPLIFIED) == len(TRADITIONAL) > 150
    assert {forth.convert(sign) for sign in SIMPLIFIED} == TRADITIONAL
    assert {forth.convert(sign) for sign in TRADITIONAL} == TRADITIONAL, "none of them is simplified too"


def test_addresses_emotes_and_names_are_marked():
    told = marked("@mina look :wave: <b> at https://example.com/?a=1&b=2")
    assert told == (
        '<span translate="no">@mina</span> look <span translate="no">:wave:</span> &lt;b&gt; at '
        '<span translate="no">https://example.com/?a=1&amp;b=2</span>'
    )
    assert marked("1 < 2 & 3") == "1 < 2 & 3", "without any of them a text goes as it is"


def test_what_comes_back_has_them_again():
    said = "@mina 봐요 :wave: & https://example.com/?a=1&b=2"
    back = marked(said).replace("봐요", "look")
    assert unmarked(said, back) == "@mina look :wave: & https://example.com/?a=1&b=2"


@pytest.mark.parametrize(
    "back",
    ["look", '<span translate="no">@mino</span> look', '<span translate="no">@ mina</span> look', "", "@mina 봐요"],
)
def test_a_translation_that_lost_one_of_them_or_says_nothing_new_is_none(back: str):
    assert unmarked("@mina 봐요", back) is None


@given(
    st.text(max_size=60),
    st.sampled_from(["@mina", ":wave:", "https://e.example/x?y=1&z", "www.a.kr"]),
    st.text(max_size=60),
)
def test_marking_is_undone_whatever_else_is_said(before: str, kept: str, after: str):
    said = f"{before} {kept} {after}".strip()
    assert unmarked(f"{said} old", f"{marked(said)} new") == f"{said} new"

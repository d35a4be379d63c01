"""What is said and what is called so meet in the same words."""

import pytest

from kernel.words import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("김치볶음밥은 정말 맛있어", ["김치볶음밥", "정말", "맛있어"]),
        ("ㅋㅋㅋㅋㅋ", []),
        ("The recipe, the RECIPE!", ["recipe", "recipe"]),
        ("今天直播", ["今天", "天直", "直播"]),
        ("고양이 고양이가", ["고양", "고양"]),
        ("달빛의 달빛", ["달빛", "달빛"]),
        ("ＰＳ5 ps5", ["ps5", "ps5"]),
    ],
)
def test_words_are_what_a_message_is_about(text: str, found: list[str]):
    assert words(text) == found

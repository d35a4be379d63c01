import pytest

from functions.chat.moderation.lexicon import INNOCENT, STANDARD, Matcher, Term, alternatives, listed, room_matcher


def texts(found):
    return [term.text for term in found]


@pytest.mark.parametrize("word", ["class", "Scunthorpe", "assess", "cocktail", "hotshit9x"])
def test_latin_terms_match_whole_words_only(word):
    assert STANDARD.found(word.lower()) == []


@pytest.mark.parametrize("word", INNOCENT.split())
def test_innocent_words_hold_nothing(word):
    assert STANDARD.found(word) == []


@pytest.mark.parametrize("term", listed(), ids=lambda term: f"{term.language}-{term.text}")
def test_every_term_is_found_and_knows_its_category(term):
    found = STANDARD.found(f"요 {term.text} 요")
    assert any(term.text == one.text or one.text in term.text for one in found)
    assert {one.category for one in found} <= {one.category for one in listed()}


def test_a_term_beside_an_innocent_word_is_still_found():
    assert texts(STANDARD.found("시발점은 시발")) == ["시발"]


def test_a_long_letter_pressed_in_a_double_one_is_found():
    assert texts(STANDARD.found("you ashole")) == ["asshole"]
    assert STANDARD.found("niger borders nigeria") == []


def test_a_room_s_own_words_phrases_and_signs():
    room = room_matcher(("spoiler", "who dies", "범인", "c++"))
    assert texts(room.found("a spoiler: who dies is 범인 in c++")) == ["spoiler", "who dies", "범인", "c++"]
    assert room.found("spoilers") == []
    assert {term.category for term in room.found("spoiler")} == {"room"}


def test_the_longest_of_terms_with_one_beginning_wins():
    pattern = alternatives(["ab", "abcd", "x]", "abce"])
    assert pattern is not None
    assert pattern.findall("abcabcdabcex]") == ["ab", "abcd", "abce", "x]"]
    assert alternatives([]) is None


def test_a_matcher_without_terms_finds_nothing():
    assert Matcher.of([]).found("시발 fuck") == []
    assert texts(Matcher.of([Term("나", "room", "any")]).found("가나다")) == ["나"]

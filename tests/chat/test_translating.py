"""What is said, in the languages that members asked for."""

import json
from datetime import timedelta

import pytest

from functions.chat import translate
from functions.chat.allowance import TranslatedRow
from functions.chat.translating import TranslatorBusy, UnsupportedPair, Untranslatable
from kernel.clock import now
from tests.chat.rooms import ROOM, moderate
from tests.chat.translators import Bench, FakeTranslator
from tests.lambdas import call, claims, deliver

STREAMER = claims("usr-owner")


def test_a_message_is_told_in_the_language_somebody_asked_for(bench: Bench):
    bench.court.say("c-mina", "안녕하세요")
    assert bench.court.to_translate == [(ROOM, 1)]
    assert bench.run() == []
    (entry,) = bench.told()
    message = bench.court.entries("c-reader")[0]
    assert entry["items"] == [{"message_id": message["id"], "locale": "en", "text": "[en] 안녕하세요"}]
    assert bench.translator.asked == [("안녕하세요", "ko", "en")]
    assert (message["text"], bench.stored(1)) == ("안녕하세요", {"en": "[en] 안녕하세요"})


def test_who_comes_later_finds_it_with_the_original(bench: Bench):
    bench.court.say("c-mina", "안녕하세요")
    bench.run()
    (message, _) = bench.court.join("c-late", "usr-late")["entries"]
    assert (message["text"], message["translations"]) == ("안녕하세요", {"en": "[en] 안녕하세요"})


def test_many_messages_in_many_languages_are_one_entry(bench: Bench):
    bench.court.join("c-2", "usr-2", translate_to="ja")
    for number in range(4):
        bench.court.say(f"c-{number}", f"안녕 {number}", who=f"usr-{number}")
    assert bench.run() == []
    (entry,) = bench.told()
    assert len(entry["items"]) == 8
    assert bench.stored(4) == {"en": "[en] 안녕 3", "ja": "[ja] 안녕 3"}


def test_what_was_asked_for_twice_is_translated_once(bench: Bench):
    bench.court.say("c-mina", "안녕하세요")
    bench.court.to_translate *= 2
    bench.run()
    bench.court.to_translate.append((ROOM, 1))
    assert bench.run() == []
    assert len(bench.translator.asked) == 1
    assert len(bench.told()) == 1


def test_two_at_the_same_message_tell_it_once(bench: Bench):
    bench.court.say("c-mina", "안녕하세요")
    numbers = [1]
    other = Bench(bench.court, FakeTranslator())
    bench.translator.before = lambda: numbers and other.desk().translate(ROOM, [numbers.pop()])
    assert bench.run() == []
    assert len(bench.told()) == 1


def test_a_removal_takes_the_translations_with_it(bench: Bench):
    bench.court.say("c-mina", "안녕하세요")
    bench.run()
    message = bench.court.entries("c-reader")[0]["id"]
    assert call(moderate, "DELETE", f"/v1/rooms/{ROOM}/messages/{message}", who=STREAMER).status == 202
    assert bench.stored(1) is None
    (emptied, *_) = bench.court.join("c-late", "usr-late")["entries"]
    assert (emptied["text"], "translations" in emptied) == ("", False)


def test_what_is_taken_back_meanwhile_is_not_told(bench: Bench):
    bench.court.say("c-mina", "안녕하세요")
    message = bench.court.entries("c-reader")[0]["id"]
    bench.translator.before = lambda: _remove(message)
    assert bench.run() == []
    assert (bench.told(), bench.stored(1)) == ([], None)
    bench.court.to_translate.append((ROOM, 1))
    bench.run()
    assert len(bench.translator.asked) == 1


def _remove(message: str) -> None:
    call(moderate, "DELETE", f"/v1/rooms/{ROOM}/messages/{message}", who=STREAMER)


def test_what_is_restored_is_translated_again(bench: Bench):
    bench.court.say("c-mina", "안녕하세요")
    bench.run()
    _remove(bench.court.entries("c-reader")[0]["id"])
    (deed,) = call(moderate, "GET", f"/v1/rooms/{ROOM}/actions", who=STREAMER).json["items"]
    call(moderate, "POST", f"/v1/rooms/{ROOM}/actions/{deed['id']}/undo", {"reason": "x"}, who=STREAMER)
    assert bench.run() == []
    assert bench.stored(1) == {"en": "[en] 안녕하세요"}


def test_held_messages_are_translated_when_they_are_approved(bench: Bench):
    held = bench.court.say("c-mina", "씨발 꺼져")
    assert (held["held"], bench.court.to_translate) == (True, [])
    body = {"approve": True, "reason": "인용"}
    call(moderate, "POST", f"/v1/rooms/{ROOM}/queue/{held['message_id']}", body, who=STREAMER)
    assert bench.run() == []
    assert bench.stored(1) == {"en": "[en] 씨발 꺼져"}


def test_a_pair_nobody_translates_is_told_once_and_not_tried_again(bench: Bench):
    bench.translator.refusals["en"] = UnsupportedPair("ko", "en")
    for text in ("하나예요", "둘이에요"):
        bench.court.say("c-mina", text)
        assert bench.run() == []
    (entry,) = bench.told()
    assert (entry["items"], entry["untranslated"]) == ([], {"pairs": [{"source": "ko", "locale": "en"}]})
    assert len(bench.translator.asked) == 1
    welcome = bench.court.join("c-late", "usr-late", translate_to="en")
    assert welcome["untranslated"]["pairs"] == [{"source": "ko", "locale": "en"}]
    view = call(moderate, "GET", f"/v1/rooms/{ROOM}").json
    assert view["untranslated"]["pairs"] == [{"source": "ko", "locale": "en"}]
    assert {"ko", "zh-TW", "pt"} <= set(view["locales"])
    bench.later(61)
    bench.court.join("c-reader", "usr-reader", translate_to="en")
    bench.court.say("c-mina", "셋이에요")
    bench.run()
    assert len(bench.translator.asked) == 2, "an hour later it is tried again"


def test_one_message_in_a_rare_language_stops_no_other(bench: Bench):
    bench.translator.refusals["en"] = UnsupportedPair("la", "en")
    bench.court.say("c-mina", "salve populus")
    bench.run()
    bench.translator.refusals.clear()
    bench.court.say("c-mina", "bonjour tout le monde")
    bench.run()
    assert bench.told()[0]["untranslated"]["pairs"] == [{"source": "la", "locale": "en"}]
    assert bench.stored(3) == {"en": "[en] bonjour tout le monde"}


def test_a_text_found_to_be_in_its_own_language_is_no_lack(bench: Bench):
    bench.translator.refusals["en"] = UnsupportedPair("en", "en")
    bench.court.say("c-mina", "good morning")
    assert bench.run() == []
    assert bench.translator.asked == [("good morning", "auto", "en")]
    assert bench.told() == []


def test_what_cannot_be_translated_holds_up_nothing(bench: Bench):
    bench.court.join("c-2", "usr-2", translate_to="ja")
    bench.translator.refusals["en"] = Untranslatable("too long")
    bench.court.say("c-mina", "안녕하세요")
    assert bench.run() == []
    assert bench.stored(1) == {"ja": "[ja] 안녕하세요"}


def test_where_the_translator_is_busy_the_rest_is_told_and_it_comes_again(bench: Bench):
    bench.court.join("c-2", "usr-2", translate_to="ja")
    bench.translator.refusals["en"] = TranslatorBusy("TooManyRequestsException")
    bench.court.say("c-mina", "안녕하세요")
    assert bench.run() == [0]
    assert bench.stored(1) == {"ja": "[ja] 안녕하세요"}
    bench.translator.refusals.clear()
    bench.court.to_translate.append((ROOM, 1))
    assert bench.run() == []
    assert bench.stored(1) == {"en": "[en] 안녕하세요", "ja": "[ja] 안녕하세요"}
    assert [asked[2] for asked in bench.translator.asked].count("ja") == 1


def test_a_room_costs_no_more_than_its_characters_of_the_day(bench: Bench):
    bench.cap = 12
    for text in ("가나다라마", "바사아자차", "카타파하가"):
        bench.court.say("c-mina", text)
    assert bench.run() == []
    assert [text for text, _, _ in bench.translator.asked] == ["가나다라마", "바사아자차"]
    (entry,) = bench.told()
    assert len(entry["items"]) == 2
    assert entry["untranslated"]["paused_until"] == f"{now().date() + timedelta(days=1)}T00:00:00Z"
    bench.court.say("c-mina", "거너더러머")
    assert bench.court.to_translate == [], "until tomorrow nobody is troubled"
    bench.later(24 * 60)
    bench.court.join("c-reader", "usr-reader", translate_to="en")
    bench.court.say("c-mina", "고노도로모")
    bench.run()
    assert len(bench.translator.asked) == 3


def test_what_was_not_sent_costs_nothing(bench: Bench):
    bench.translator.refusals["en"] = TranslatorBusy("ThrottlingException")
    bench.court.say("c-mina", "안녕하세요")
    bench.run()
    assert int(TranslatedRow.get(ROOM, now().date().isoformat()).characters) == 0


def test_emotes_links_and_names_stay_as_they_are(bench: Bench):
    said = "@mina 이거 봐 :wave: https://example.com/한국?a=1&b=2"
    bench.court.say("c-mina", said)
    bench.run()
    assert (bench.stored(1) or {})["en"] == f"[en] {said}"
    assert '<span translate="no">:wave:</span>' in bench.translator.asked[0][0]


def test_long_texts_are_told_in_entries_that_fit_a_frame(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("functions.chat.translating.ENTRY_BYTES", 3_000)
    for number in range(6):
        bench.court.say(f"c-w{number}", f"{number} " + "오늘 방송 정말 좋아요 " * 35, "r", f"usr-w{number}")
    assert bench.run() == []
    assert [len(entry["items"]) for entry in bench.told()] == [2, 2, 2]
    assert max(len(json.dumps(entry["items"], ensure_ascii=False).encode()) for entry in bench.told()) <= 3_000


def test_a_room_that_fails_takes_no_other_with_it(bench: Bench):
    bench.court.say("c-mina", "안녕하세요")
    asked = [{"room_id": "chn_gone", "seq": 1}, {"room_id": ROOM, "seq": 1}]
    assert deliver(translate.handler, *asked) == [0]
    assert bench.stored(1) == {"en": "[en] 안녕하세요"}

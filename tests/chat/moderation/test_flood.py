from hashlib import blake2b

from hypothesis import given
from hypothesis import strategies as st

from functions.chat.moderation.flood import Bucket, Duplicates, distance, simhash


def test_a_burst_is_allowed_up_to_the_size_and_refilled_with_time():
    bucket = Bucket.full(size=3, rate=0.5, now=100.0)
    answers = []
    for _ in range(4):
        bucket, allowed = bucket.take(100.0)
        answers.append(allowed)
    assert answers == [True, True, True, False]
    bucket, allowed = bucket.take(101.9)
    assert not allowed
    bucket, allowed = bucket.take(102.0)
    assert allowed


@given(st.lists(st.floats(0, 5), max_size=60), st.integers(1, 5), st.floats(0.1, 3))
def test_no_sender_gets_more_than_size_and_rate_allow(pauses, size, rate):
    bucket, now, sent = Bucket.full(size, rate, 0.0), 0.0, 0
    for pause in pauses:
        now += pause
        bucket, allowed = bucket.take(now)
        sent += allowed
    assert sent <= size + rate * now + 1e-6


def test_a_clock_that_goes_back_refills_nothing():
    bucket = Bucket(size=5, rate=1, tokens=0.0, at=50.0)
    later, allowed = bucket.take(10.0)
    assert (later.tokens, later.at, allowed) == (0.0, 50.0, False)


def test_near_duplicates_are_near_and_others_far():
    text = "buy followers cheap at my channel now, link in bio"
    assert distance(simhash(text), simhash(text)) == 0
    assert distance(simhash(text), simhash(text.replace("now", "today"))) <= 12
    assert distance(simhash(text), simhash("what time does the concert begin tomorrow evening?")) > 16
    assert distance(0b1011, 0b0010) == 2


@given(st.text(max_size=40))
def test_simhash_is_the_majority_of_its_runs_bit_by_bit(text):
    padded = f"  {text} "
    runs = {padded[i : i + 3].encode() for i in range(len(padded) - 2)}
    hashes = [int.from_bytes(blake2b(run, digest_size=8).digest(), "little") for run in runs]
    expected = sum(1 << bit for bit in range(64) if sum(one >> bit & 1 for one in hashes) * 2 > len(hashes))
    assert simhash(text) == expected


def test_repeated_messages_are_counted_within_the_window():
    seen = Duplicates(window=10.0)
    text = "팔로우하면 선물 드려요 지금 바로 오세요"
    assert [seen.count(text, now) for now in (0.0, 1.0, 2.0)] == [0, 1, 2]
    assert seen.count("오늘 노래 제목이 뭐예요?", 3.0) == 0
    assert seen.count(text, 11.5) == 1  # those of second 0 and 1 are out
    assert seen.count(text, 40.0) == 0


def test_memory_is_bounded():
    seen = Duplicates(window=1000.0, most=5)
    for second in range(20):
        seen.count("the very same words again", float(second))
    assert seen.count("the very same words again", 20.0) == 4

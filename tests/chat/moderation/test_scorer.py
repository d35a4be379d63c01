import pytest

from functions.chat.moderation import scorer
from functions.chat.moderation.features import SLOTS, slots
from functions.chat.moderation.scorer import Calibration, Model, WrongModelFile, quantised


def small(**weights: int) -> Model:
    values = bytearray(SLOTS)
    for slot, step in weights.items():
        values[int(slot.removeprefix("slot"))] = step & 0xFF
    told = {name: Calibration(0.5, -0.25) for name in scorer.LANGUAGES}
    return Model(memoryview(bytes(values)).cast("b"), told)


def test_packed_and_unpacked_is_the_same_model():
    model = small(slot3=-127, slot4=127)
    again = Model.unpacked(model.packed())
    assert again.weights == model.weights
    assert again.calibrations == model.calibrations


def test_the_head_of_the_file():
    packed = small().packed()
    assert packed[:4] == b"MDNG"
    assert packed[4:10] == (1).to_bytes(2, "little") + SLOTS.to_bytes(4, "little")
    assert packed[58:59] == b"\x78"  # 10 + 3 x 16 bytes, then deflate


@pytest.mark.parametrize(
    "spoil",
    [
        lambda b: b[:20],
        lambda b: b"XXXX" + b[4:],
        lambda b: b[:4] + b"\x09" + b[5:],
        lambda b: b[:-9],
        lambda b: b[:70],
    ],
)
def test_another_file_is_refused(spoil):
    with pytest.raises(WrongModelFile):
        Model.unpacked(spoil(small().packed()))


def test_the_log_odds_are_slope_times_margin_plus_intercept():
    runs = slots("ab", "en")
    assert len(runs) == 3 + 3 + 2 + 1  # of " ab ": one letter, two, three, four; behind the end nothing new begins
    model = small(**{f"slot{runs[1]}": 12})
    assert model.margin("ab", "en") == pytest.approx(12 / 3)
    assert model.logit("ab", "en") == pytest.approx(0.5 * 12 / 3 - 0.25)


def test_no_opinion_of_other_languages_and_of_nothing():
    assert small().logit("привет", "other") is None
    assert small().logit("", "en") is None


def test_runs_do_not_depend_on_how_hangul_was_composed():
    assert sorted(slots("각", "ko")) == sorted(slots("ㄱㅏㄱ", "ko"))


def test_quantising_keeps_sign_and_proportion():
    values, step = quantised([0.0, 1.0, -2.0, 0.5])
    assert list(values) == [0, 64, -127, 32]
    assert step == pytest.approx(2 / 127)


def test_the_model_that_ships_is_small_and_loads():
    assert scorer.MODEL.stat().st_size <= 2_000_000
    assert set(scorer.model().calibrations) == {"ko", "en", "zh"}
    assert any(scorer.model().weights)

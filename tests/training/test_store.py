from collections.abc import Callable

import pytest

from functions.recommendations.training import store
from functions.recommendations.training.rules import Replaced

Made = Callable[[str], str]


def states() -> dict[str, str]:
    return {str(row.version): str(row.state) for row in store.models("title")}


def version(variant) -> str | None:
    return variant.version if variant else None


def pointers() -> tuple:
    found = store.serving("title")
    return version(found.champion), version(found.challenger), version(found.previous), found.mode, found.share


def test_nobody_answers_at_first():
    assert store.Serving("title") == store.Serving("title", None, None, None, "none", 0.0, None, 0)


def test_from_the_first_model_to_the_third(registered: Made):
    assert pointers() == (None, None, None, "none", 0.0)
    assert store.promote("title", registered("a")) is None
    assert pointers() == ("a", None, None, "none", 0.0)
    assert store.try_out("title", registered("b"), "shadow", 0.0) is None
    assert pointers() == ("a", "b", None, "shadow", 0.0)
    assert store.try_out("title", "b", "canary", 0.1) is None
    assert pointers() == ("a", "b", None, "canary", 0.1)
    assert store.promote("title", "b") is None, "a is kept to go back to"
    assert pointers() == ("b", None, "a", "none", 0.0)
    assert states() == {"a": "retired", "b": "champion"}
    store.try_out("title", registered("c"), "shadow", 0.0)
    assert version(store.promote("title", "c")) == "a", "its endpoint may go"
    assert pointers() == ("c", None, "b", "none", 0.0)


def test_promoting_twice_is_promoting_once(registered: Made):
    store.promote("title", registered("a"))
    revision = store.serving("title").revision
    assert store.promote("title", "a") is None
    assert store.serving("title").revision == revision


def test_a_trial_that_is_given_up_leaves_everything_as_it_was(registered: Made):
    store.promote("title", registered("a"))
    store.try_out("title", registered("b"), "shadow", 0.0)
    assert version(store.give_up("title", "b", "below_champion: it is worse")) == "b"
    assert pointers() == ("a", None, None, "none", 0.0)
    assert store.model("title", "b").reason == "below_champion: it is worse"
    assert states()["b"] == "rejected"


def test_who_answers_is_never_given_up(registered: Made):
    store.promote("title", registered("a"))
    assert store.give_up("title", "a", "a late failure") is None
    assert states() == {"a": "champion"}


def test_a_later_trial_drives_out_the_one_before_which_cannot_come_back(registered: Made):
    store.promote("title", registered("a"))
    store.try_out("title", registered("b"), "shadow", 0.0)
    assert version(store.try_out("title", registered("c"), "shadow", 0.0)) == "b"
    assert store.model("title", "b").reason == "replaced by c"
    with pytest.raises(Replaced):
        store.try_out("title", "b", "canary", 0.1)
    with pytest.raises(Replaced):
        store.promote("title", "b")
    assert pointers() == ("a", "c", None, "shadow", 0.0)


def test_back_to_the_one_before_ends_what_is_tried(registered: Made):
    store.promote("title", registered("a"))
    store.try_out("title", registered("b"), "shadow", 0.0)
    store.promote("title", "b")
    store.try_out("title", registered("c"), "shadow", 0.0)
    now, gone = store.roll_back("title", "it recommends nonsense")
    assert (now.version, gone.version) == ("a", "b")
    assert pointers() == ("a", None, None, "none", 0.0)
    assert states() == {"a": "champion", "b": "rejected", "c": "rejected"}
    with pytest.raises(store.NothingToGoBackTo):
        store.roll_back("title", "once more")


def test_a_version_that_answers_is_not_registered_again_and_a_rejected_one_is(registered: Made):
    store.promote("title", registered("a"))
    with pytest.raises(Replaced, match="champion already"):
        registered("a")
    store.try_out("title", registered("b"), "shadow", 0.0)
    store.give_up("title", "b", "slow")
    assert store.model("title", registered("b")).state == "registered"


def test_invocations_are_counted_of_models_alone(registered: Made):
    registered("a")
    for failed in (False, True, False):
        store.count("title", "a", failed=failed)
    row = store.model("title", "a")
    assert (row.invocations, row.failures) == (3, 1)
    with pytest.raises(store.UnknownModel):
        store.model("title", "never")


def test_kinds_do_not_meet(registered: Made):
    store.promote("title", registered("a"))
    assert store.serving("channel") == store.Serving("channel")
    with pytest.raises(store.UnknownModel):
        store.promote("channel", "a")

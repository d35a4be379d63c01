"""Why somebody is shown something, said in their language."""

from collections.abc import Sequence

from kernel.problems import LANGUAGES

_TEXTS: dict[str, tuple[str, str, str]] = {
    "because": ("Because you took up {names}", "{names}을(를) 즐기셨기 때문에", "因为你喜欢过{names}"),
    "survey": ("Because you named {names}", "{names}을(를) 고르셨기 때문에", "因为你选择了{names}"),
    "talk": ("Much talked about right now", "지금 채팅에서 화제", "聊天室正在热议"),
    "audience": ("More and more are watching", "시청자가 늘고 있어요", "观看人数正在上升"),
    "live": ("Live now", "지금 라이브 중", "正在直播"),
    "season": ("In season: {names}", "시즌 추천: {names}", "当季推荐：{names}"),
    "popular": ("Popular now", "지금 인기", "当前热门"),
}
_AND = (" and ", ", ", "和")


def text(code: str, names: Sequence[str], language: str) -> str:
    """`names` are those of the items, or of the season, that it speaks of."""
    place = LANGUAGES.index(language)
    return _TEXTS[code][place].format(names=_AND[place].join(names))

# Generated from docs/asyncapi.json by sdk/generate.mjs (make sdk); schemas 37f26d5c2ec21902c98d266c12910393556f11d233f52265c124f7517d5e8f16

from dataclasses import dataclass
from typing import Optional, Any, List, Dict, TypeVar, Callable, Type, cast


T = TypeVar("T")


def from_str(x: Any) -> str:
    assert isinstance(x, str)
    return x


def from_int(x: Any) -> int:
    assert isinstance(x, int) and not isinstance(x, bool)
    return x


def from_none(x: Any) -> Any:
    assert x is None
    return x


def from_union(fs, x):
    for f in fs:
        try:
            return f(x)
        except:
            pass
    assert False


def from_list(f: Callable[[Any], T], x: Any) -> List[T]:
    assert isinstance(x, list)
    return [f(y) for y in x]


def from_bool(x: Any) -> bool:
    assert isinstance(x, bool)
    return x


def from_dict(f: Callable[[Any], T], x: Any) -> Dict[str, T]:
    assert isinstance(x, dict)
    return { k: f(v) for (k, v) in x.items() }


def to_class(c: Type[T], x: Any) -> dict:
    assert isinstance(x, c)
    return cast(Any, x).to_dict()


@dataclass
class Fetch:
    """Asks for what is missing: the entries after `after`, oldest first."""

    action: str
    after: int
    v: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Fetch':
        assert isinstance(obj, dict)
        action = from_str(obj.get("action"))
        after = from_int(obj.get("after"))
        v = from_union([from_int, from_none], obj.get("v"))
        return Fetch(action, after, v)

    def to_dict(self) -> dict:
        result: dict = {}
        result["action"] = from_str(self.action)
        result["after"] = from_int(self.after)
        if self.v is not None:
            result["v"] = from_union([from_int, from_none], self.v)
        return result


@dataclass
class Join:
    """The first frame. With `resume_from` what came after that entry is sent, else the newest
    entries.
    """
    action: str
    resume_from: Optional[int] = None
    translate_to: Optional[str] = None
    """Has what is said translated for everybody, for twenty minutes; of guests nothing is kept"""

    v: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Join':
        assert isinstance(obj, dict)
        action = from_str(obj.get("action"))
        resume_from = from_union([from_int, from_none], obj.get("resume_from"))
        translate_to = from_union([from_none, from_str], obj.get("translate_to"))
        v = from_union([from_int, from_none], obj.get("v"))
        return Join(action, resume_from, translate_to, v)

    def to_dict(self) -> dict:
        result: dict = {}
        result["action"] = from_str(self.action)
        if self.resume_from is not None:
            result["resume_from"] = from_union([from_int, from_none], self.resume_from)
        if self.translate_to is not None:
            result["translate_to"] = from_union([from_none, from_str], self.translate_to)
        if self.v is not None:
            result["v"] = from_union([from_int, from_none], self.v)
        return result


@dataclass
class Ping:
    """With `translate_to` the translation goes on for who stays, and begins for who asks for it
    later.
    """
    action: str
    translate_to: Optional[str] = None
    """Has what is said translated for everybody, for twenty minutes; of guests nothing is kept"""

    v: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Ping':
        assert isinstance(obj, dict)
        action = from_str(obj.get("action"))
        translate_to = from_union([from_none, from_str], obj.get("translate_to"))
        v = from_union([from_int, from_none], obj.get("v"))
        return Ping(action, translate_to, v)

    def to_dict(self) -> dict:
        result: dict = {}
        result["action"] = from_str(self.action)
        if self.translate_to is not None:
            result["translate_to"] = from_union([from_none, from_str], self.translate_to)
        if self.v is not None:
            result["v"] = from_union([from_int, from_none], self.v)
        return result


@dataclass
class Send:
    """Says something. The same `ref` of the same person again is the same message, never a
    second one.
    """
    action: str
    ref: str
    """The client's own name of its frame"""

    text: str
    mentions: Optional[List[str]] = None
    """Ids of people whom the text calls by @name. Who has not spoken in the room is passed
    over, but for its streamer and moderators; so is whose name the text does not have
    """
    v: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Send':
        assert isinstance(obj, dict)
        action = from_str(obj.get("action"))
        ref = from_str(obj.get("ref"))
        text = from_str(obj.get("text"))
        mentions = from_union([lambda x: from_list(from_str, x), from_none], obj.get("mentions"))
        v = from_union([from_int, from_none], obj.get("v"))
        return Send(action, ref, text, mentions, v)

    def to_dict(self) -> dict:
        result: dict = {}
        result["action"] = from_str(self.action)
        result["ref"] = from_str(self.ref)
        result["text"] = from_str(self.text)
        if self.mentions is not None:
            result["mentions"] = from_union([lambda x: from_list(from_str, x), from_none], self.mentions)
        if self.v is not None:
            result["v"] = from_union([from_int, from_none], self.v)
        return result


@dataclass
class Vote:
    """Chooses in the poll that is open; a person has one vote, and it stays."""

    action: str
    option: int
    """Its place in the list of options, from 0"""

    poll_id: str
    ref: str
    """The client's own name of its frame"""

    v: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Vote':
        assert isinstance(obj, dict)
        action = from_str(obj.get("action"))
        option = from_int(obj.get("option"))
        poll_id = from_str(obj.get("poll_id"))
        ref = from_str(obj.get("ref"))
        v = from_union([from_int, from_none], obj.get("v"))
        return Vote(action, option, poll_id, ref, v)

    def to_dict(self) -> dict:
        result: dict = {}
        result["action"] = from_str(self.action)
        result["option"] = from_int(self.option)
        result["poll_id"] = from_str(self.poll_id)
        result["ref"] = from_str(self.ref)
        if self.v is not None:
            result["v"] = from_union([from_int, from_none], self.v)
        return result


@dataclass
class ACK:
    """The message is in the room's log, as `seq`; without one it waits for a moderator, and
    nobody else sees it.
    """
    message_id: str
    ref: str
    """The client's own name of its frame"""

    type: str
    held: Optional[bool] = None
    seq: Optional[int] = None

    @staticmethod
    def from_dict(obj: Any) -> 'ACK':
        assert isinstance(obj, dict)
        message_id = from_str(obj.get("message_id"))
        ref = from_str(obj.get("ref"))
        type = from_str(obj.get("type"))
        held = from_union([from_bool, from_none], obj.get("held"))
        seq = from_union([from_int, from_none], obj.get("seq"))
        return ACK(message_id, ref, type, held, seq)

    def to_dict(self) -> dict:
        result: dict = {}
        result["message_id"] = from_str(self.message_id)
        result["ref"] = from_str(self.ref)
        result["type"] = from_str(self.type)
        if self.held is not None:
            result["held"] = from_union([from_bool, from_none], self.held)
        if self.seq is not None:
            result["seq"] = from_union([from_int, from_none], self.seq)
        return result


@dataclass
class Person:
    name: str
    role: str
    user_id: str
    badges: Optional[List[str]] = None
    """Names of the room's badges, for the client to draw"""

    @staticmethod
    def from_dict(obj: Any) -> 'Person':
        assert isinstance(obj, dict)
        name = from_str(obj.get("name"))
        role = from_str(obj.get("role"))
        user_id = from_str(obj.get("user_id"))
        badges = from_union([lambda x: from_list(from_str, x), from_none], obj.get("badges"))
        return Person(name, role, user_id, badges)

    def to_dict(self) -> dict:
        result: dict = {}
        result["name"] = from_str(self.name)
        result["role"] = from_str(self.role)
        result["user_id"] = from_str(self.user_id)
        if self.badges is not None:
            result["badges"] = from_union([lambda x: from_list(from_str, x), from_none], self.badges)
        return result


@dataclass
class Emote:
    """A picture of the room's; the text has it as `:code:`."""

    code: str
    url: str

    @staticmethod
    def from_dict(obj: Any) -> 'Emote':
        assert isinstance(obj, dict)
        code = from_str(obj.get("code"))
        url = from_str(obj.get("url"))
        return Emote(code, url)

    def to_dict(self) -> dict:
        result: dict = {}
        result["code"] = from_str(self.code)
        result["url"] = from_str(self.url)
        return result


@dataclass
class Translation:
    locale: str
    message_id: str
    text: str

    @staticmethod
    def from_dict(obj: Any) -> 'Translation':
        assert isinstance(obj, dict)
        locale = from_str(obj.get("locale"))
        message_id = from_str(obj.get("message_id"))
        text = from_str(obj.get("text"))
        return Translation(locale, message_id, text)

    def to_dict(self) -> dict:
        result: dict = {}
        result["locale"] = from_str(self.locale)
        result["message_id"] = from_str(self.message_id)
        result["text"] = from_str(self.text)
        return result


@dataclass
class Mention:
    """Somebody whom the text calls `@name`."""

    name: str
    user_id: str

    @staticmethod
    def from_dict(obj: Any) -> 'Mention':
        assert isinstance(obj, dict)
        name = from_str(obj.get("name"))
        user_id = from_str(obj.get("user_id"))
        return Mention(name, user_id)

    def to_dict(self) -> dict:
        result: dict = {}
        result["name"] = from_str(self.name)
        result["user_id"] = from_str(self.user_id)
        return result


@dataclass
class Message:
    at: str
    by: Person
    id: str
    kind: str
    seq: int
    text: str
    """Empty once it was taken back"""

    emotes: Optional[List[Emote]] = None
    """Pictures to draw in the place of their codes"""

    mentions: Optional[List[Mention]] = None
    offset_ms: Optional[int] = None
    """Since the broadcast began, for danmaku on its replay"""

    removed: Optional[bool] = None
    session_id: Optional[str] = None
    translations: Optional[Dict[str, str]] = None
    """By language; `text` is the original"""

    @staticmethod
    def from_dict(obj: Any) -> 'Message':
        assert isinstance(obj, dict)
        at = from_str(obj.get("at"))
        by = Person.from_dict(obj.get("by"))
        id = from_str(obj.get("id"))
        kind = from_str(obj.get("kind"))
        seq = from_int(obj.get("seq"))
        text = from_str(obj.get("text"))
        emotes = from_union([lambda x: from_list(Emote.from_dict, x), from_none], obj.get("emotes"))
        mentions = from_union([lambda x: from_list(Mention.from_dict, x), from_none], obj.get("mentions"))
        offset_ms = from_union([from_int, from_none], obj.get("offset_ms"))
        removed = from_union([from_bool, from_none], obj.get("removed"))
        session_id = from_union([from_none, from_str], obj.get("session_id"))
        translations = from_union([lambda x: from_dict(from_str, x), from_none], obj.get("translations"))
        return Message(at, by, id, kind, seq, text, emotes, mentions, offset_ms, removed, session_id, translations)

    def to_dict(self) -> dict:
        result: dict = {}
        result["at"] = from_str(self.at)
        result["by"] = to_class(Person, self.by)
        result["id"] = from_str(self.id)
        result["kind"] = from_str(self.kind)
        result["seq"] = from_int(self.seq)
        result["text"] = from_str(self.text)
        if self.emotes is not None:
            result["emotes"] = from_union([lambda x: from_list(lambda x: to_class(Emote, x), x), from_none], self.emotes)
        if self.mentions is not None:
            result["mentions"] = from_union([lambda x: from_list(lambda x: to_class(Mention, x), x), from_none], self.mentions)
        if self.offset_ms is not None:
            result["offset_ms"] = from_union([from_int, from_none], self.offset_ms)
        if self.removed is not None:
            result["removed"] = from_union([from_bool, from_none], self.removed)
        if self.session_id is not None:
            result["session_id"] = from_union([from_none, from_str], self.session_id)
        if self.translations is not None:
            result["translations"] = from_union([lambda x: from_dict(from_str, x), from_none], self.translations)
        return result


@dataclass
class Pinned:
    """A message as it stands above the talk."""

    by: Person
    message_id: str
    text: str
    emotes: Optional[List[Emote]] = None

    @staticmethod
    def from_dict(obj: Any) -> 'Pinned':
        assert isinstance(obj, dict)
        by = Person.from_dict(obj.get("by"))
        message_id = from_str(obj.get("message_id"))
        text = from_str(obj.get("text"))
        emotes = from_union([lambda x: from_list(Emote.from_dict, x), from_none], obj.get("emotes"))
        return Pinned(by, message_id, text, emotes)

    def to_dict(self) -> dict:
        result: dict = {}
        result["by"] = to_class(Person, self.by)
        result["message_id"] = from_str(self.message_id)
        result["text"] = from_str(self.text)
        if self.emotes is not None:
            result["emotes"] = from_union([lambda x: from_list(lambda x: to_class(Emote, x), x), from_none], self.emotes)
        return result


@dataclass
class Poll:
    """A question with options. In a quiz one of them is right, and which one is told at the end."""

    closes_at: str
    id: str
    options: List[str]
    question: str
    quiz: bool

    @staticmethod
    def from_dict(obj: Any) -> 'Poll':
        assert isinstance(obj, dict)
        closes_at = from_str(obj.get("closes_at"))
        id = from_str(obj.get("id"))
        options = from_list(from_str, obj.get("options"))
        question = from_str(obj.get("question"))
        quiz = from_bool(obj.get("quiz"))
        return Poll(closes_at, id, options, question, quiz)

    def to_dict(self) -> dict:
        result: dict = {}
        result["closes_at"] = from_str(self.closes_at)
        result["id"] = from_str(self.id)
        result["options"] = from_list(from_str, self.options)
        result["question"] = from_str(self.question)
        result["quiz"] = from_bool(self.quiz)
        return result


@dataclass
class Rules:
    """Who may speak and how often; the streamer and moderators always may."""

    audience: Optional[str] = None
    links: Optional[str] = None
    """approval: a message with a link waits for a moderator"""

    slow_seconds: Optional[int] = None
    """Between two messages of one person"""

    @staticmethod
    def from_dict(obj: Any) -> 'Rules':
        assert isinstance(obj, dict)
        audience = from_union([from_str, from_none], obj.get("audience"))
        links = from_union([from_str, from_none], obj.get("links"))
        slow_seconds = from_union([from_int, from_none], obj.get("slow_seconds"))
        return Rules(audience, links, slow_seconds)

    def to_dict(self) -> dict:
        result: dict = {}
        if self.audience is not None:
            result["audience"] = from_union([from_str, from_none], self.audience)
        if self.links is not None:
            result["links"] = from_union([from_str, from_none], self.links)
        if self.slow_seconds is not None:
            result["slow_seconds"] = from_union([from_int, from_none], self.slow_seconds)
        return result


@dataclass
class Pair:
    locale: str
    source: str
    """The language of messages; auto, where it was not recognised"""

    @staticmethod
    def from_dict(obj: Any) -> 'Pair':
        assert isinstance(obj, dict)
        locale = from_str(obj.get("locale"))
        source = from_str(obj.get("source"))
        return Pair(locale, source)

    def to_dict(self) -> dict:
        result: dict = {}
        result["locale"] = from_str(self.locale)
        result["source"] = from_str(self.source)
        return result


@dataclass
class Untranslated:
    """What this room does without for now."""

    pairs: Optional[List[Pair]] = None
    """Between these nobody translates here"""

    paused_until: Optional[str] = None
    """When the characters of the day were used up"""

    @staticmethod
    def from_dict(obj: Any) -> 'Untranslated':
        assert isinstance(obj, dict)
        pairs = from_union([lambda x: from_list(Pair.from_dict, x), from_none], obj.get("pairs"))
        paused_until = from_union([from_none, from_str], obj.get("paused_until"))
        return Untranslated(pairs, paused_until)

    def to_dict(self) -> dict:
        result: dict = {}
        if self.pairs is not None:
            result["pairs"] = from_union([lambda x: from_list(lambda x: to_class(Pair, x), x), from_none], self.pairs)
        if self.paused_until is not None:
            result["paused_until"] = from_union([from_none, from_str], self.paused_until)
        return result


@dataclass
class Entry:
    """What happened in a room; which fields it has follows from `kind`."""

    at: str
    kind: str
    seq: int
    answer: Optional[int] = None
    """The right option of a quiz"""

    by: Optional[Person] = None
    emotes: Optional[List[Emote]] = None
    """Pictures to draw in the place of their codes"""

    from_room: Optional[str] = None
    id: Optional[str] = None
    items: Optional[List[Translation]] = None
    measure: Optional[str] = None
    mentions: Optional[List[Mention]] = None
    message: Optional[Message] = None
    message_id: Optional[str] = None
    name: Optional[str] = None
    offset_ms: Optional[int] = None
    """Since the broadcast began, for danmaku on its replay"""

    pinned: Optional[Pinned] = None
    poll: Optional[Poll] = None
    product_id: Optional[str] = None
    raid_id: Optional[str] = None
    reason: Optional[str] = None
    """What moved it: what is said, or how many watch"""

    removed: Optional[bool] = None
    rules: Optional[Rules] = None
    session_id: Optional[str] = None
    text: Optional[str] = None
    """Empty once it was taken back"""

    to_room: Optional[str] = None
    translations: Optional[Dict[str, str]] = None
    """By language; `text` is the original"""

    until: Optional[str] = None
    untranslated: Optional[Untranslated] = None
    """What is new of it"""

    user_id: Optional[str] = None
    viewers: Optional[int] = None
    """In this room when the raid was taken, counted on the server"""

    votes: Optional[List[int]] = None
    """Of each option"""

    @staticmethod
    def from_dict(obj: Any) -> 'Entry':
        assert isinstance(obj, dict)
        at = from_str(obj.get("at"))
        kind = from_str(obj.get("kind"))
        seq = from_int(obj.get("seq"))
        answer = from_union([from_int, from_none], obj.get("answer"))
        by = from_union([Person.from_dict, from_none], obj.get("by"))
        emotes = from_union([lambda x: from_list(Emote.from_dict, x), from_none], obj.get("emotes"))
        from_room = from_union([from_str, from_none], obj.get("from_room"))
        id = from_union([from_str, from_none], obj.get("id"))
        items = from_union([lambda x: from_list(Translation.from_dict, x), from_none], obj.get("items"))
        measure = from_union([from_str, from_none], obj.get("measure"))
        mentions = from_union([lambda x: from_list(Mention.from_dict, x), from_none], obj.get("mentions"))
        message = from_union([Message.from_dict, from_none], obj.get("message"))
        message_id = from_union([from_str, from_none], obj.get("message_id"))
        name = from_union([from_str, from_none], obj.get("name"))
        offset_ms = from_union([from_int, from_none], obj.get("offset_ms"))
        pinned = from_union([Pinned.from_dict, from_none], obj.get("pinned"))
        poll = from_union([Poll.from_dict, from_none], obj.get("poll"))
        product_id = from_union([from_str, from_none], obj.get("product_id"))
        raid_id = from_union([from_str, from_none], obj.get("raid_id"))
        reason = from_union([from_str, from_none], obj.get("reason"))
        removed = from_union([from_bool, from_none], obj.get("removed"))
        rules = from_union([Rules.from_dict, from_none], obj.get("rules"))
        session_id = from_union([from_none, from_str], obj.get("session_id"))
        text = from_union([from_str, from_none], obj.get("text"))
        to_room = from_union([from_str, from_none], obj.get("to_room"))
        translations = from_union([lambda x: from_dict(from_str, x), from_none], obj.get("translations"))
        until = from_union([from_none, from_str], obj.get("until"))
        untranslated = from_union([Untranslated.from_dict, from_none], obj.get("untranslated"))
        user_id = from_union([from_str, from_none], obj.get("user_id"))
        viewers = from_union([from_int, from_none], obj.get("viewers"))
        votes = from_union([lambda x: from_list(from_int, x), from_none], obj.get("votes"))
        return Entry(at, kind, seq, answer, by, emotes, from_room, id, items, measure, mentions, message, message_id, name, offset_ms, pinned, poll, product_id, raid_id, reason, removed, rules, session_id, text, to_room, translations, until, untranslated, user_id, viewers, votes)

    def to_dict(self) -> dict:
        result: dict = {}
        result["at"] = from_str(self.at)
        result["kind"] = from_str(self.kind)
        result["seq"] = from_int(self.seq)
        if self.answer is not None:
            result["answer"] = from_union([from_int, from_none], self.answer)
        if self.by is not None:
            result["by"] = from_union([lambda x: to_class(Person, x), from_none], self.by)
        if self.emotes is not None:
            result["emotes"] = from_union([lambda x: from_list(lambda x: to_class(Emote, x), x), from_none], self.emotes)
        if self.from_room is not None:
            result["from_room"] = from_union([from_str, from_none], self.from_room)
        if self.id is not None:
            result["id"] = from_union([from_str, from_none], self.id)
        if self.items is not None:
            result["items"] = from_union([lambda x: from_list(lambda x: to_class(Translation, x), x), from_none], self.items)
        if self.measure is not None:
            result["measure"] = from_union([from_str, from_none], self.measure)
        if self.mentions is not None:
            result["mentions"] = from_union([lambda x: from_list(lambda x: to_class(Mention, x), x), from_none], self.mentions)
        if self.message is not None:
            result["message"] = from_union([lambda x: to_class(Message, x), from_none], self.message)
        if self.message_id is not None:
            result["message_id"] = from_union([from_str, from_none], self.message_id)
        if self.name is not None:
            result["name"] = from_union([from_str, from_none], self.name)
        if self.offset_ms is not None:
            result["offset_ms"] = from_union([from_int, from_none], self.offset_ms)
        if self.pinned is not None:
            result["pinned"] = from_union([lambda x: to_class(Pinned, x), from_none], self.pinned)
        if self.poll is not None:
            result["poll"] = from_union([lambda x: to_class(Poll, x), from_none], self.poll)
        if self.product_id is not None:
            result["product_id"] = from_union([from_str, from_none], self.product_id)
        if self.raid_id is not None:
            result["raid_id"] = from_union([from_str, from_none], self.raid_id)
        if self.reason is not None:
            result["reason"] = from_union([from_str, from_none], self.reason)
        if self.removed is not None:
            result["removed"] = from_union([from_bool, from_none], self.removed)
        if self.rules is not None:
            result["rules"] = from_union([lambda x: to_class(Rules, x), from_none], self.rules)
        if self.session_id is not None:
            result["session_id"] = from_union([from_none, from_str], self.session_id)
        if self.text is not None:
            result["text"] = from_union([from_str, from_none], self.text)
        if self.to_room is not None:
            result["to_room"] = from_union([from_str, from_none], self.to_room)
        if self.translations is not None:
            result["translations"] = from_union([lambda x: from_dict(from_str, x), from_none], self.translations)
        if self.until is not None:
            result["until"] = from_union([from_none, from_str], self.until)
        if self.untranslated is not None:
            result["untranslated"] = from_union([lambda x: to_class(Untranslated, x), from_none], self.untranslated)
        if self.user_id is not None:
            result["user_id"] = from_union([from_str, from_none], self.user_id)
        if self.viewers is not None:
            result["viewers"] = from_union([from_int, from_none], self.viewers)
        if self.votes is not None:
            result["votes"] = from_union([lambda x: from_list(from_int, x), from_none], self.votes)
        return result


@dataclass
class Entries:
    """New entries, in order; several in one frame when many are said at once."""

    after: int
    entries: List[Entry]
    room: str
    through: int
    type: str
    more: Optional[bool] = None
    """There are newer ones: fetch"""

    moving: Optional[bool] = None
    """Soon entries come another way: ask for a new ticket in a minute"""

    @staticmethod
    def from_dict(obj: Any) -> 'Entries':
        assert isinstance(obj, dict)
        after = from_int(obj.get("after"))
        entries = from_list(Entry.from_dict, obj.get("entries"))
        room = from_str(obj.get("room"))
        through = from_int(obj.get("through"))
        type = from_str(obj.get("type"))
        more = from_union([from_bool, from_none], obj.get("more"))
        moving = from_union([from_bool, from_none], obj.get("moving"))
        return Entries(after, entries, room, through, type, more, moving)

    def to_dict(self) -> dict:
        result: dict = {}
        result["after"] = from_int(self.after)
        result["entries"] = from_list(lambda x: to_class(Entry, x), self.entries)
        result["room"] = from_str(self.room)
        result["through"] = from_int(self.through)
        result["type"] = from_str(self.type)
        if self.more is not None:
            result["more"] = from_union([from_bool, from_none], self.more)
        if self.moving is not None:
            result["moving"] = from_union([from_bool, from_none], self.moving)
        return result


@dataclass
class Pong:
    through: int
    """The newest entry's number: who has less fetches"""

    type: str

    @staticmethod
    def from_dict(obj: Any) -> 'Pong':
        assert isinstance(obj, dict)
        through = from_int(obj.get("through"))
        type = from_str(obj.get("type"))
        return Pong(through, type)

    def to_dict(self) -> dict:
        result: dict = {}
        result["through"] = from_int(self.through)
        result["type"] = from_str(self.type)
        return result


@dataclass
class Refusal:
    """The frame was not carried out; `code` never changes its meaning."""

    code: str
    detail: str
    type: str
    ref: Optional[str] = None
    retry_after: Optional[int] = None
    """Seconds"""

    @staticmethod
    def from_dict(obj: Any) -> 'Refusal':
        assert isinstance(obj, dict)
        code = from_str(obj.get("code"))
        detail = from_str(obj.get("detail"))
        type = from_str(obj.get("type"))
        ref = from_union([from_none, from_str], obj.get("ref"))
        retry_after = from_union([from_int, from_none], obj.get("retry_after"))
        return Refusal(code, detail, type, ref, retry_after)

    def to_dict(self) -> dict:
        result: dict = {}
        result["code"] = from_str(self.code)
        result["detail"] = from_str(self.detail)
        result["type"] = from_str(self.type)
        if self.ref is not None:
            result["ref"] = from_union([from_none, from_str], self.ref)
        if self.retry_after is not None:
            result["retry_after"] = from_union([from_int, from_none], self.retry_after)
        return result


@dataclass
class Voted:
    """The vote counts. The same answer for the same choice again."""

    option: int
    poll_id: str
    ref: str
    """The client's own name of its frame"""

    type: str

    @staticmethod
    def from_dict(obj: Any) -> 'Voted':
        assert isinstance(obj, dict)
        option = from_int(obj.get("option"))
        poll_id = from_str(obj.get("poll_id"))
        ref = from_str(obj.get("ref"))
        type = from_str(obj.get("type"))
        return Voted(option, poll_id, ref, type)

    def to_dict(self) -> dict:
        result: dict = {}
        result["option"] = from_int(self.option)
        result["poll_id"] = from_str(self.poll_id)
        result["ref"] = from_str(self.ref)
        result["type"] = from_str(self.type)
        return result


@dataclass
class Waiting:
    message_id: str
    text: str

    @staticmethod
    def from_dict(obj: Any) -> 'Waiting':
        assert isinstance(obj, dict)
        message_id = from_str(obj.get("message_id"))
        text = from_str(obj.get("text"))
        return Waiting(message_id, text)

    def to_dict(self) -> dict:
        result: dict = {}
        result["message_id"] = from_str(self.message_id)
        result["text"] = from_str(self.text)
        return result


@dataclass
class Welcome:
    """The answer to `join`."""

    after: int
    entries: List[Entry]
    reconnect_at: str
    room: str
    rules: Rules
    through: int
    type: str
    held: Optional[List[Waiting]] = None
    """Of your own words what waits for a moderator"""

    more: Optional[bool] = None
    """There are newer ones: fetch"""

    ping_seconds: Optional[int] = None
    pinned: Optional[Pinned] = None
    poll: Optional[Poll] = None
    """The poll that is open"""

    text_limit: Optional[int] = None
    untranslated: Optional[Untranslated] = None
    v: Optional[int] = None
    you: Optional[Person] = None
    """Absent for guests, who read only"""

    @staticmethod
    def from_dict(obj: Any) -> 'Welcome':
        assert isinstance(obj, dict)
        after = from_int(obj.get("after"))
        entries = from_list(Entry.from_dict, obj.get("entries"))
        reconnect_at = from_str(obj.get("reconnect_at"))
        room = from_str(obj.get("room"))
        rules = Rules.from_dict(obj.get("rules"))
        through = from_int(obj.get("through"))
        type = from_str(obj.get("type"))
        held = from_union([lambda x: from_list(Waiting.from_dict, x), from_none], obj.get("held"))
        more = from_union([from_bool, from_none], obj.get("more"))
        ping_seconds = from_union([from_int, from_none], obj.get("ping_seconds"))
        pinned = from_union([Pinned.from_dict, from_none], obj.get("pinned"))
        poll = from_union([Poll.from_dict, from_none], obj.get("poll"))
        text_limit = from_union([from_int, from_none], obj.get("text_limit"))
        untranslated = from_union([Untranslated.from_dict, from_none], obj.get("untranslated"))
        v = from_union([from_int, from_none], obj.get("v"))
        you = from_union([Person.from_dict, from_none], obj.get("you"))
        return Welcome(after, entries, reconnect_at, room, rules, through, type, held, more, ping_seconds, pinned, poll, text_limit, untranslated, v, you)

    def to_dict(self) -> dict:
        result: dict = {}
        result["after"] = from_int(self.after)
        result["entries"] = from_list(lambda x: to_class(Entry, x), self.entries)
        result["reconnect_at"] = from_str(self.reconnect_at)
        result["room"] = from_str(self.room)
        result["rules"] = to_class(Rules, self.rules)
        result["through"] = from_int(self.through)
        result["type"] = from_str(self.type)
        if self.held is not None:
            result["held"] = from_union([lambda x: from_list(lambda x: to_class(Waiting, x), x), from_none], self.held)
        if self.more is not None:
            result["more"] = from_union([from_bool, from_none], self.more)
        if self.ping_seconds is not None:
            result["ping_seconds"] = from_union([from_int, from_none], self.ping_seconds)
        if self.pinned is not None:
            result["pinned"] = from_union([lambda x: to_class(Pinned, x), from_none], self.pinned)
        if self.poll is not None:
            result["poll"] = from_union([lambda x: to_class(Poll, x), from_none], self.poll)
        if self.text_limit is not None:
            result["text_limit"] = from_union([from_int, from_none], self.text_limit)
        if self.untranslated is not None:
            result["untranslated"] = from_union([lambda x: to_class(Untranslated, x), from_none], self.untranslated)
        if self.v is not None:
            result["v"] = from_union([from_int, from_none], self.v)
        if self.you is not None:
            result["you"] = from_union([lambda x: to_class(Person, x), from_none], self.you)
        return result


def fetch_from_dict(s: Any) -> Fetch:
    return Fetch.from_dict(s)


def fetch_to_dict(x: Fetch) -> Any:
    return to_class(Fetch, x)


def join_from_dict(s: Any) -> Join:
    return Join.from_dict(s)


def join_to_dict(x: Join) -> Any:
    return to_class(Join, x)


def ping_from_dict(s: Any) -> Ping:
    return Ping.from_dict(s)


def ping_to_dict(x: Ping) -> Any:
    return to_class(Ping, x)


def send_from_dict(s: Any) -> Send:
    return Send.from_dict(s)


def send_to_dict(x: Send) -> Any:
    return to_class(Send, x)


def vote_from_dict(s: Any) -> Vote:
    return Vote.from_dict(s)


def vote_to_dict(x: Vote) -> Any:
    return to_class(Vote, x)


def ack_from_dict(s: Any) -> ACK:
    return ACK.from_dict(s)


def ack_to_dict(x: ACK) -> Any:
    return to_class(ACK, x)


def emote_from_dict(s: Any) -> Emote:
    return Emote.from_dict(s)


def emote_to_dict(x: Emote) -> Any:
    return to_class(Emote, x)


def entries_from_dict(s: Any) -> Entries:
    return Entries.from_dict(s)


def entries_to_dict(x: Entries) -> Any:
    return to_class(Entries, x)


def mention_from_dict(s: Any) -> Mention:
    return Mention.from_dict(s)


def mention_to_dict(x: Mention) -> Any:
    return to_class(Mention, x)


def message_from_dict(s: Any) -> Message:
    return Message.from_dict(s)


def message_to_dict(x: Message) -> Any:
    return to_class(Message, x)


def pair_from_dict(s: Any) -> Pair:
    return Pair.from_dict(s)


def pair_to_dict(x: Pair) -> Any:
    return to_class(Pair, x)


def person_from_dict(s: Any) -> Person:
    return Person.from_dict(s)


def person_to_dict(x: Person) -> Any:
    return to_class(Person, x)


def pinned_from_dict(s: Any) -> Pinned:
    return Pinned.from_dict(s)


def pinned_to_dict(x: Pinned) -> Any:
    return to_class(Pinned, x)


def poll_from_dict(s: Any) -> Poll:
    return Poll.from_dict(s)


def poll_to_dict(x: Poll) -> Any:
    return to_class(Poll, x)


def pong_from_dict(s: Any) -> Pong:
    return Pong.from_dict(s)


def pong_to_dict(x: Pong) -> Any:
    return to_class(Pong, x)


def refusal_from_dict(s: Any) -> Refusal:
    return Refusal.from_dict(s)


def refusal_to_dict(x: Refusal) -> Any:
    return to_class(Refusal, x)


def rules_from_dict(s: Any) -> Rules:
    return Rules.from_dict(s)


def rules_to_dict(x: Rules) -> Any:
    return to_class(Rules, x)


def translation_from_dict(s: Any) -> Translation:
    return Translation.from_dict(s)


def translation_to_dict(x: Translation) -> Any:
    return to_class(Translation, x)


def untranslated_from_dict(s: Any) -> Untranslated:
    return Untranslated.from_dict(s)


def untranslated_to_dict(x: Untranslated) -> Any:
    return to_class(Untranslated, x)


def voted_from_dict(s: Any) -> Voted:
    return Voted.from_dict(s)


def voted_to_dict(x: Voted) -> Any:
    return to_class(Voted, x)


def waiting_from_dict(s: Any) -> Waiting:
    return Waiting.from_dict(s)


def waiting_to_dict(x: Waiting) -> Any:
    return to_class(Waiting, x)


def welcome_from_dict(s: Any) -> Welcome:
    return Welcome.from_dict(s)


def welcome_to_dict(x: Welcome) -> Any:
    return to_class(Welcome, x)


def entry_from_dict(s: Any) -> Entry:
    return Entry.from_dict(s)


def entry_to_dict(x: Entry) -> Any:
    return to_class(Entry, x)

KINDS = frozenset(["message", "pin", "poll_closed", "poll_ended", "poll_opened", "product_recommended", "raid", "raided", "removal", "restoration", "rules", "sanction", "translations"])

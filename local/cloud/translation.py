"""What the laptop translates with: OpenCC between the two ways of writing Chinese, all else by a LibreTranslate server,
where there is one. Neither makes anything up: a pair that it does not know is refused.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import opencc
import requests

TIMEOUT_SECONDS = 20
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
# Simplified, and the traditional of Taiwan with its own words (軟體 for 软件), as Amazon Translate's zh-TW.
CONVERSIONS = {("zh", "zh-TW"): "s2twp", ("zh-TW", "zh"): "tw2sp"}
# LibreTranslate's names of what Amazon calls otherwise; the newer first.
OTHER_NAMES = {"zh": ("zh-Hans", "zh"), "zh-TW": ("zh-Hant", "zt"), "pt": ("pt", "pt-BR", "pb")}


class UnsupportedPair(Exception):
    def __init__(self, source: str, target: str) -> None:
        super().__init__(f"{source} to {target}")
        self.source, self.target = source, target


class EngineBusy(Exception):
    """It does not answer, or wants fewer requests."""


class UnclearLanguage(Exception):
    """The engine cannot tell what language this is."""


@dataclass(frozen=True)
class Translated:
    text: str
    source: str


class Engine(Protocol):
    def translate(self, text: str, source: str, target: str) -> Translated:
        """`source` may be auto. UnsupportedPair, UnclearLanguage or EngineBusy where it cannot."""
        ...


@cache
def converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


class Characters:
    """OpenCC with the dictionaries that its package brings."""

    def translate(self, text: str, source: str, target: str) -> Translated:
        found = self._told(text) if source == "auto" else source
        if (found, target) not in CONVERSIONS:
            raise UnsupportedPair(found, target)
        return Translated(converter(CONVERSIONS[found, target]).convert(text), found)

    @staticmethod
    def _told(text: str) -> str:
        """Of a text in Chinese signs how it is written; of any other this knows nothing."""
        if not HAN.search(text):
            return "auto"
        return "zh" if converter("t2s").convert(text) == text else "zh-TW"


class LibreTranslate:
    """A server that speaks https://docs.libretranslate.com; what it does not know, `otherwise` is asked for."""

    def __init__(self, url: str, otherwise: Engine) -> None:
        self.url, self.otherwise = url.rstrip("/"), otherwise
        self._pairs: dict[str, set[str]] = {}

    def translate(self, text: str, source: str, target: str) -> Translated:
        there, wanted = self._name(source), self._name(target)
        knows = source == "auto" or wanted in self._known().get(there or "", set())
        if wanted is None or not knows or (source, target) in CONVERSIONS:
            return self.otherwise.translate(text, source, target)
        answer = self._ask("POST", "/translate", {"q": text, "source": there, "target": wanted, "format": "text"})
        found = self._amazon_name(answer.get("detectedLanguage", {}).get("language", there))
        if source == "auto" and not answer.get("detectedLanguage", {}).get("confidence"):
            raise UnclearLanguage(found)
        return Translated(str(answer["translatedText"]), found)

    def _known(self) -> dict[str, set[str]]:
        """Which languages it translates into which, by its own names; asked for once."""
        if not self._pairs:
            listed = self._ask("GET", "/languages")
            self._pairs = {one["code"]: set(one.get("targets", ())) - {one["code"]} for one in listed}
        return self._pairs

    def _name(self, language: str) -> str | None:
        if language == "auto":
            return language
        known = self._known()
        targets = set[str]().union(*known.values())
        return next((name for name in OTHER_NAMES.get(language, (language,)) if name in known or name in targets), None)

    @staticmethod
    def _amazon_name(language: str) -> str:
        return next((name for name, others in OTHER_NAMES.items() if language in others), language)

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            answer = requests.request(method, self.url + path, json=body, timeout=TIMEOUT_SECONDS)
        except requests.RequestException as failure:
            raise EngineBusy(f"{self.url} does not answer: {failure}") from failure
        if answer.status_code == requests.codes.bad_request and "not supported" in answer.text:
            raise UnsupportedPair(str((body or {}).get("source")), str((body or {}).get("target")))
        if not answer.ok:
            raise EngineBusy(f"{self.url} answered {answer.status_code}: {answer.text[:200]}")
        return answer.json()


def engine(url: str) -> Engine:
    """`url` is that of a LibreTranslate server, or empty."""
    return LibreTranslate(url, Characters()) if url else Characters()

"""Amazon Translate: TranslateText, by an engine of this laptop.

https://docs.aws.amazon.com/translate/latest/APIReference/API_TranslateText.html
"""

import html
import re
from typing import Any

from ministack.core import iam_actions

from local.cloud.patching import require
from local.cloud.services.base import Service, ServiceError
from local.cloud.translation import Engine, EngineBusy, Translated, UnclearLanguage, UnsupportedPair

LONGEST_BYTES = 10_000
# Amazon leaves what stands in such an element as it is.
KEPT = re.compile(r'(<span translate="?no"?>.*?</span>)', re.IGNORECASE | re.DOTALL)


def let_policies_name_it() -> None:
    """The emulator evaluates policies of services that it knows by a name; the action is in the request's header."""
    require(isinstance(iam_actions.SERVICE_TO_IAM_NAMESPACE, dict), "the evaluator's names of services moved")
    iam_actions.SERVICE_TO_IAM_NAMESPACE["translate"] = "translate"


class Translate(Service):
    name = "translate"

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    def translate_text(self, request: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in ("Text", "SourceLanguageCode", "TargetLanguageCode") if not request.get(name)]
        if missing:
            raise ServiceError("InvalidRequestException", f"missing: {', '.join(missing)}")
        text, source, target = request["Text"], request["SourceLanguageCode"], request["TargetLanguageCode"]
        size = len(text.encode())
        if size > LONGEST_BYTES:
            message = f"Input text size exceeds limit. Max length of request text allowed is {LONGEST_BYTES} bytes"
            raise ServiceError(
                "TextSizeLimitExceededException", f"{message} while in this request the text size is {size}"
            )
        done = self._translated(text, source, target)
        return {"TranslatedText": done.text, "SourceLanguageCode": done.source, "TargetLanguageCode": target}

    def _translated(self, text: str, source: str, target: str) -> Translated:
        try:
            return self._around_what_is_kept(text, source, target)
        except UnsupportedPair as refused:
            told = f"Unsupported language pair: {refused.source} to {target}."
            raise ServiceError(
                "UnsupportedLanguagePairException", told,
                SourceLanguageCode=refused.source, TargetLanguageCode=target,
            ) from refused  # fmt: skip
        except UnclearLanguage as unclear:
            told = "The source language could not be detected with confidence."
            raise ServiceError(
                "DetectedLanguageLowConfidenceException", told, DetectedLanguageCode=str(unclear)
            ) from unclear
        except EngineBusy as busy:
            raise ServiceError("ServiceUnavailableException", str(busy), 503) from busy

    def _around_what_is_kept(self, text: str, source: str, target: str) -> Translated:
        """A text without such elements goes as it is; one with them is HTML, and goes in pieces."""
        pieces = KEPT.split(text)
        if len(pieces) == 1:
            return self.engine.translate(text, source, target)
        made, found = [], source
        for place, piece in enumerate(pieces):
            bare = html.unescape(piece)
            if place % 2 or not bare.strip():
                made.append(piece)
                continue
            done = self.engine.translate(bare.strip(), found, target)
            found = done.source
            lead, trail = bare[: len(bare) - len(bare.lstrip())], bare[len(bare.rstrip()) :]
            made.append(html.escape(f"{lead}{done.text}{trail}", quote=False))
        return Translated("".join(made), found)

"""Amazon Translate: one text at a time, into one language.

https://docs.aws.amazon.com/translate/latest/APIReference/API_TranslateText.html
"""

from typing import Any

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: A004 - botocore's own

from functions.chat.translating import AT_ONCE, TranslatorBusy, UnsupportedPair, Untranslatable
from kernel import environment

BUSY = {
    "InternalServerException", "LimitExceededException", "RequestLimitExceeded", "ServiceUnavailableException",
    "ThrottlingException", "TooManyRequestsException",
}  # fmt: skip
NEVER = {"DetectedLanguageLowConfidenceException", "TextSizeLimitExceededException"}
PATIENCE = Config(
    max_pool_connections=AT_ONCE,
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 3},
)


class AmazonTranslate:
    def __init__(self) -> None:
        session = botocore.session.get_session()
        self.client: Any = session.create_client("translate", region_name=environment.region(), config=PATIENCE)

    def translate(self, text: str, source: str, locale: str) -> str:
        """As Translator; any other refusal of AWS, such as a missing permission, is a ClientError."""
        try:
            answer = self.client.translate_text(Text=text, SourceLanguageCode=source, TargetLanguageCode=locale)
        except (ConnectionError, HTTPClientError) as failure:
            raise TranslatorBusy(str(failure)) from failure
        except ClientError as error:
            raise _named(error, source, locale) from error
        return str(answer["TranslatedText"])


def _named(error: ClientError, source: str, locale: str) -> Exception:
    code = error.response["Error"]["Code"]
    if code == "UnsupportedLanguagePairException":
        return UnsupportedPair(str(error.response.get("SourceLanguageCode") or source), locale)
    if code in NEVER:
        return Untranslatable(code)
    return TranslatorBusy(code) if code in BUSY else error

"""Amazon Translate of the laptop, asked by the real boto3 over HTTP; LibreTranslate's protocol, over HTTP too."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from ministack.core import iam_actions

from functions.chat.amazon_translate import AmazonTranslate
from functions.chat.translating import TranslatorBusy, UnsupportedPair, Untranslatable
from local.cloud.services.translate import Translate, let_policies_name_it
from local.cloud.translation import Characters, Engine, engine

Answer = tuple[int, dict[str, str], bytes]
ONCE = Config(retries={"total_max_attempts": 1})


@contextmanager
def served(answer: Callable[[BaseHTTPRequestHandler, bytes], Answer]) -> Iterator[str]:
    """The address of a server on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, headers, body = answer(self, self.rfile.read(int(self.headers.get("content-length") or 0)))
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: Any) -> None:
            """Nothing: pytest shows what matters."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class FakeLibreTranslate:
    """A server that knows English and Korean, and says what it was sent in capitals."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    confidence: float = 90.0
    languages: tuple[tuple[str, tuple[str, ...]], ...] = (("en", ("en", "ko")), ("ko", ("en", "ko")), ("zt", ("en",)))

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        if request.path == "/languages":
            listed = [{"code": code, "name": code, "targets": list(targets)} for code, targets in self.languages]
            return self._json(200, listed)
        assert request.path == "/translate"
        sent = json.loads(body)
        self.asked.append(sent)
        if self.status != 200:
            return self._json(self.status, {"error": "Slow down"})
        told: dict[str, Any] = {"translatedText": sent["q"].upper()}
        if sent["source"] == "auto":
            told["detectedLanguage"] = {"confidence": self.confidence, "language": "en"}
            if sent["target"] not in {"en", "ko"}:
                return self._json(400, {"error": f"{sent['target']} is not supported"})
        return self._json(200, told)

    @staticmethod
    def _json(status: int, document: Any) -> Answer:
        return status, {"content-type": "application/json"}, json.dumps(document).encode()


@pytest.fixture(autouse=True)
def _no_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("local.cloud.services.base.load_state", lambda _name: None)
    monkeypatch.setattr("local.cloud.services.base.also_save", lambda _save: None)


@contextmanager
def amazon(translates: Engine) -> Iterator[Any]:
    """A boto3 client of the emulated service."""
    service = Translate(translates)

    def answer(request: BaseHTTPRequestHandler, body: bytes) -> Answer:
        headers = {name.lower(): value for name, value in request.headers.items()}
        return asyncio.run(service.handle(request.command, request.path, headers, body, {}))

    with served(answer) as url:
        client: Any = boto3.client("translate", endpoint_url=url, region_name="us-east-1", config=ONCE)
        yield client
        client.close()


@pytest.fixture
def client() -> Iterator[Any]:
    with amazon(Characters()) as made:
        yield made


def translated(client: Any, text: str, source: str, target: str) -> str:
    answer = client.translate_text(Text=text, SourceLanguageCode=source, TargetLanguageCode=target)
    return str(answer["TranslatedText"])


def refusal(client: Any, text: str, source: str, target: str) -> dict[str, Any]:
    with pytest.raises(ClientError) as refused:
        translated(client, text, source, target)
    return dict(refused.value.response)


@pytest.mark.parametrize(
    ("text", "source", "target", "told"),
    [
        ("这个软件在网络上很受欢迎", "zh", "zh-TW", "這個軟體在網路上很受歡迎"),
        ("這個軟體在網路上很受歡迎", "zh-TW", "zh", "这个软件在网络上很受欢迎"),
        ("头发发现", "auto", "zh-TW", "頭髮發現"),
    ],
)
def test_chinese_in_its_two_ways_of_writing_word_by_word(client: Any, text: str, source: str, target: str, told: str):
    answer = client.translate_text(Text=text, SourceLanguageCode=source, TargetLanguageCode=target)
    found = "zh" if source == "auto" else source
    assert (answer["TranslatedText"], answer["SourceLanguageCode"], answer["TargetLanguageCode"]) == (
        told,
        found,
        target,
    )


def test_what_is_marked_stays_and_the_rest_is_html(client: Any):
    text = '<span translate="no">@头发</span> 这个 &lt;软件&gt; <span translate="no">:发:</span>'
    told = '<span translate="no">@头发</span> 這個 &lt;軟體&gt; <span translate="no">:发:</span>'
    assert translated(client, text, "zh", "zh-TW") == told


@pytest.mark.parametrize(
    ("source", "target", "found"), [("ko", "en", "ko"), ("zh", "ko", "zh"), ("auto", "en", "auto")]
)
def test_any_other_pair_is_refused_never_made_up(client: Any, source: str, target: str, found: str):
    refused = refusal(client, "안녕", source, target)
    assert refused["Error"]["Code"] == "UnsupportedLanguagePairException"
    assert (refused["SourceLanguageCode"], refused["TargetLanguageCode"]) == (found, target)


def test_a_text_has_ten_thousand_bytes_at_the_most(client: Any):
    assert len(translated(client, "发" * 3_333, "zh", "zh-TW")) == 3_333
    assert refusal(client, "发" * 3_334, "zh", "zh-TW")["Error"]["Code"] == "TextSizeLimitExceededException"


def test_other_operations_are_refused_by_name(client: Any):
    with pytest.raises(ClientError) as refused:
        client.list_terminologies()
    assert refused.value.response["Error"]["Code"] == "UnsupportedOperation"


def test_policies_are_evaluated_with_the_action_of_the_request():
    let_policies_name_it()
    headers = {
        "x-amz-target": "AWSShineFrontendService_20170701.TranslateText",
        "content-type": "application/x-amz-json-1.1",
    }
    assert iam_actions.extract_iam_action("translate", "POST", "/", headers, b"{}", {}) == "translate:TranslateText"


def test_a_libretranslate_server_is_asked_for_what_it_knows():
    libre = FakeLibreTranslate()
    with served(libre.answer) as url, amazon(engine(url)) as client:
        assert translated(client, "good morning", "en", "ko") == "GOOD MORNING"
        assert libre.asked == [{"q": "good morning", "source": "en", "target": "ko", "format": "text"}]
        assert translated(client, "早", "zh-TW", "en") == "早"
        assert libre.asked[-1]["source"] == "zt", "by the server's own name"
        assert translated(client, "软件", "zh", "zh-TW") == "軟體"
        assert len(libre.asked) == 2, "OpenCC knows that itself"
        assert refusal(client, "hello", "en", "th")["Error"]["Code"] == "UnsupportedLanguagePairException"


def test_the_server_finds_out_the_language():
    libre = FakeLibreTranslate()
    with served(libre.answer) as url, amazon(engine(url)) as client:
        answer = client.translate_text(Text="hello", SourceLanguageCode="auto", TargetLanguageCode="ko")
        assert (answer["TranslatedText"], answer["SourceLanguageCode"]) == ("HELLO", "en")
        libre.confidence = 0.0
        refused = refusal(client, "gg", "auto", "ko")
        assert refused["Error"]["Code"] == "DetectedLanguageLowConfidenceException"
        assert refused["DetectedLanguageCode"] == "en"


@pytest.mark.parametrize("status", [429, 500])
def test_a_busy_server_is_a_busy_service(status: int):
    libre = FakeLibreTranslate(status=status)
    with served(libre.answer) as url, amazon(engine(url)) as client:
        assert refusal(client, "hello", "en", "ko")["Error"]["Code"] == "ServiceUnavailableException"


def test_a_server_that_is_not_there_is_a_busy_service():
    with amazon(engine("http://127.0.0.1:1")) as client:
        assert refusal(client, "hello", "en", "ko")["Error"]["Code"] == "ServiceUnavailableException"


def test_chat_s_gateway_hears_every_refusal_by_its_name(monkeypatch: pytest.MonkeyPatch):
    with amazon(Characters()) as client:
        gateway = AmazonTranslate()
        monkeypatch.setattr(gateway, "client", client)
        assert gateway.translate("软件", "zh", "zh-TW") == "軟體"
        with pytest.raises(UnsupportedPair) as refused:
            gateway.translate("안녕", "ko", "en")
        assert refused.value.source == "ko"
        with pytest.raises(Untranslatable):
            gateway.translate("发" * 4_000, "zh", "zh-TW")
    with amazon(engine("http://127.0.0.1:1")) as client:
        monkeypatch.setattr(gateway, "client", client)
        with pytest.raises(TranslatorBusy):
            gateway.translate("hello", "en", "ko")
    with pytest.raises(TranslatorBusy):  # nobody listens there any more
        gateway.translate("hello", "en", "ko")

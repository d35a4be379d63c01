"""RFC 9457 problem documents, titled in the reader's language."""

from http import HTTPStatus
from typing import Any

from kernel.errors import Problem

CONTENT_TYPE = "application/problem+json"
LANGUAGES = ("en", "ko", "zh")

TITLES: dict[int, tuple[str, str, str]] = {
    400: ("Bad request", "잘못된 요청입니다", "请求有误"),
    401: ("Sign in first", "로그인이 필요합니다", "请先登录"),
    402: ("Payment required", "결제가 필요합니다", "需要付款"),
    403: ("Not allowed", "권한이 없습니다", "没有权限"),
    404: ("Not found", "찾을 수 없습니다", "未找到"),
    405: ("Method not allowed", "허용되지 않는 메서드입니다", "不允许的方法"),
    409: ("Conflict with the current state", "현재 상태와 충돌합니다", "与当前状态冲突"),
    410: ("No longer available", "더 이상 제공되지 않습니다", "已不可用"),
    412: ("Changed in the meantime", "그 사이에 변경되었습니다", "内容已被更改"),
    413: ("Too large", "너무 큽니다", "内容过大"),
    422: ("Cannot be processed", "처리할 수 없는 요청입니다", "无法处理的内容"),
    429: ("Too many requests", "요청이 너무 많습니다", "请求过多"),
    500: ("Something went wrong", "문제가 발생했습니다", "出现错误"),
    503: ("Temporarily unavailable", "일시적으로 사용할 수 없습니다", "暂时不可用"),
}


def language(accept_language: str | None) -> str:
    """The first of LANGUAGES that the header names, in its order; English where it names none."""
    for choice in (accept_language or "").lower().split(","):
        tag = choice.split(";")[0].strip().split("-")[0]
        if tag in LANGUAGES:
            return tag
    return "en"


def title(status: int, accept_language: str | None) -> str:
    texts = TITLES.get(status)
    return texts[LANGUAGES.index(language(accept_language))] if texts else HTTPStatus(status).phrase


def document(problem: Problem, *, trace_id: str, accept_language: str | None = None) -> dict[str, Any]:
    """The members of RFC 9457 plus `code`, `errors` and `trace_id`."""
    body: dict[str, Any] = {
        "type": f"/problems/{problem.code}",
        "title": title(problem.status, accept_language),
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "trace_id": trace_id,
    }
    if problem.errors:
        body["errors"] = [{"pointer": error.pointer, "detail": error.detail} for error in problem.errors]
    return body

"""Lambda: real error types, workers that survive an exception, no wait for silent handlers, bounded concurrency.

ministack 1.5.33 reports every failure as `Runtime.HandlerError` (so Retry/Catch by name never match), kills the worker
that raised, waits 50 ms for logs that do not come, and starts as many workers as there are requests.
"""

import queue
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local.cloud.patching import replace, require, substitute

END_OF_LOG = "__MADANG_END__"
RAISED = "__madang_raised__"
LOG_WAIT_SECONDS = 0.25
WORKERS_A_FUNCTION = 4
_slots: dict[str, threading.BoundedSemaphore] = {}
_slots_lock = threading.Lock()

_ANSWER_ON_ERROR = (
    """            _real_stdout.write(json.dumps({"status": "error", "error": str(e), """
    """"trace": traceback.format_exc()}) + "\\n")
        _real_stdout.flush()"""
)
_ANSWER_WITH_TYPE = (
    '''            traceback.print_exc(file=sys.stderr)
            _real_stdout.write(json.dumps({"status": "ok", "result": {"'''
    + RAISED
    + """": {"errorMessage": str(e), "errorType": type(e).__name__, "requestId": _ms_ctx.get("request_id", ""), """
    + """"stackTrace": traceback.format_tb(e.__traceback__)}}}) + "\\n")
        sys.stderr.write("\\n"""
    + END_OF_LOG
    + """\\n")
        sys.stderr.flush()
        _real_stdout.flush()"""
)


def apply() -> None:
    lambda_runtime._PYTHON_WORKER_SCRIPT = substitute(
        lambda_runtime._PYTHON_WORKER_SCRIPT, _ANSWER_ON_ERROR, _ANSWER_WITH_TYPE, "the Lambda worker script changed"
    )
    replace(lambda_runtime.Worker, "_drain_stderr_bounded", _drain_to_mark)
    replace(lambda_svc, "_execute_function_warm", _unwrap_raised)
    replace(lambda_svc, "_execute_function", _bounded)
    remove_leftovers()


def remove_leftovers() -> None:
    """Folders of workers that a killed emulator left behind."""
    for folder in Path(tempfile.gettempdir()).glob("ministack-lambda-*"):
        if time.time() - folder.stat().st_mtime > 3600:  # noqa: PLR2004, TID251 - an hour; another cloud may be running
            shutil.rmtree(folder, ignore_errors=True)


def _drain_to_mark(original: Any) -> Any:
    def drain(self: Any, *args: Any, **kwargs: Any) -> str:
        if not str(self.config.get("Runtime", "")).startswith("python"):
            return str(original(self, *args, **kwargs))
        lines: list[str] = []
        end = time.monotonic() + LOG_WAIT_SECONDS
        while (left := end - time.monotonic()) > 0:
            try:
                line = self._stderr_queue.get(timeout=left)
            except queue.Empty:
                break
            if line.startswith(END_OF_LOG):
                break
            if line:
                lines.append(line)
        return "\n".join(lines)

    return drain


def _unwrap_raised(original: Any) -> Any:
    def execute(func: Any, event: Any, request_id: str) -> dict[str, Any]:
        answer: dict[str, Any] = original(func, event, request_id)
        body = answer.get("body")
        if isinstance(body, dict) and set(body) == {RAISED}:
            return {**answer, "body": body[RAISED], "error": True}
        return answer

    return execute


def _slot(name: str) -> threading.BoundedSemaphore:
    with _slots_lock:
        return _slots.setdefault(name, threading.BoundedSemaphore(WORKERS_A_FUNCTION))


def _bounded(original: Any) -> Any:
    """Requests of an API queue for a worker instead of starting one each: 48 MB a worker."""
    require(callable(original), "lambda_svc._execute_function is not callable")

    def execute(func: Any, event: Any) -> Any:
        if isinstance(event, dict) and "requestContext" in event and "Records" not in event:
            with _slot((func.get("config") or func).get("FunctionName", "")):
                return original(func, event)
        return original(func, event)

    return execute

"""The benchmark of the handlers reaches every API, subscriber and socket, and none of them fails under it."""

import json
import subprocess
import sys

from benchmarks.handler_events import NEED_A_ROW
from benchmarks.handlers import modules
from infra.code import ROOT
from kernel.capability import Http, Subscriber


def test_every_handler_takes_its_event():
    path = {"PYTHONPATH": f"{ROOT}:{ROOT / 'layers' / 'shared' / 'python'}", "PATH": "/usr/bin:/bin"}
    code = "from benchmarks.handler_events import main; main(1)"
    done = subprocess.run([sys.executable, "-c", code], env=path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    measured = set(json.loads(done.stdout.splitlines()[-1]))
    wanted = {name for name, _, declared in modules() if isinstance(declared, Http | Subscriber)}
    assert wanted - {f"functions.{name}" for name in NEED_A_ROW} <= measured
    assert "functions.chat.socket" in measured

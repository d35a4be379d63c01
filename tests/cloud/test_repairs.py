"""Every repair finds in the pinned emulator what it mends. In a process of its own: patches cannot be taken back."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import botocore.session
import pytest
from ministack.core import router

from local.cloud.repairs import service_names

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
from local.cloud import repairs
from local.cloud.repairs import persistence
from local.cloud.repairs.resources import handlers
repairs.apply_all()
persistence.stop()
from local.cloud.edge import Edge
from local.cloud.services import event_channels, mediaconvert
event_channels.register_channels()
assert "AWS::AppSync::ChannelNamespace" in handlers()
assert "AWS::CloudFront::KeyGroup" in handlers()
from local.cloud.repairs import lambda_workers
from ministack.core import lambda_runtime
compile(lambda_runtime._PYTHON_WORKER_SCRIPT, "worker", "exec")
assert lambda_workers.RAISED in lambda_runtime._PYTHON_WORKER_SCRIPT
rows = {n: {"room": {"S": "r"}, "seq": {"N": str(n)}} for n in (10, 9, 2, 1)}
asked = {
    "KeyConditionExpression": "(#0 = :0 AND #1 > :1)",
    "ExpressionAttributeNames": {"#0": "room", "#1": "seq"},
    "ExpressionAttributeValues": {":0": {"S": "r"}, ":1": {"N": "1"}},
    "Limit": 1,
}
from local.cloud.repairs.queries import rows_asked_for
numbers = lambda query: [int(row["seq"]["N"]) for row in rows_asked_for(rows, "seq", query)]
assert numbers(asked) == [2, 9], "the first, and that there is another"
assert sorted(numbers({**asked, "Limit": None})) == [2, 9, 10]
assert len(numbers({**asked, "ScanIndexForward": False})) == 4
assert len(numbers({**asked, "KeyConditionExpression": "#0 = :0"})) == 4
assert len(numbers({**asked, "ExclusiveStartKey": {"seq": {"N": "2"}}})) == 4
print("mended")
"""


def test_every_repair_applies_to_the_pinned_emulator(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        env={
            "PYTHONPATH": f"{ROOT}:{ROOT / 'layers' / 'shared' / 'python'}",
            "PERSIST_STATE": "0",
            "STATE_DIR": str(tmp_path),
            "MADANG_HOME": str(tmp_path),
            "AWS_DEFAULT_REGION": "us-east-1",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.endswith("mended\n"), done.stderr[-3000:]


def test_the_emulator_is_pinned_exactly():
    locked = (ROOT / "requirements" / "laptop.lock").read_text()
    assert f"ministack=={version('ministack')} " in locked


def test_a_service_of_ours_is_found_without_reading_all_of_botocore(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(router, "_KNOWN_AWS_SERVICE_NAMES", None)
    monkeypatch.setattr(botocore.session.Session, "get_service_model", lambda *_: pytest.fail("a model was read"))
    service_names.apply()
    scope = "Credential=x/20260101/us-east-1/sagemaker/aws4_request, SignedHeaders=host, Signature=x"
    headers = {"authorization": f"AWS4-HMAC-SHA256 {scope}", "host": "127.0.0.1"}
    assert router.detect_service("POST", "/", headers, {}) == "sagemaker"

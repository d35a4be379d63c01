"""Every repair finds in the pinned emulator what it mends. In a process of its own: patches cannot be taken back."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

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

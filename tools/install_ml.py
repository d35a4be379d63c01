"""Makes .venv-ml for training and measuring models: the locked packages, checked by hash, and torch.

torch is not locked: which file a machine gets (for a CPU or a GPU) is its pip's choice, only the version is ours.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TORCH = "torch==2.13.0"


def main() -> None:
    venv = ROOT / ".venv-ml"
    python = venv / "bin" / "python"
    if not python.exists():
        print("· making .venv-ml", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    print(f"· installing {TORCH}", flush=True)
    subprocess.run([*pip, TORCH], check=True)
    print("· installing the locked packages", flush=True)
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "ml.lock")], check=True)


if __name__ == "__main__":
    main()

"""Makes .venv and installs the locked packages, checked by hash. Needs Python 3.11 or newer and nothing else."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "laptop.lock"


def uv_requirement() -> str:
    """The lock's own entry for uv, hashes included: pip installs only that, uv the rest."""
    text = LOCK.read_text()
    start = text.index("\nuv==") + 1
    lines = text[start:].splitlines()
    kept = [lines[0]]
    for line in lines[1:]:
        if not line.startswith(" "):
            break
        kept.append(line)
    return "\n".join(kept) + "\n"


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - this file is what tells an older Python so
        sys.exit(f"Madang needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make up PYTHON=python3.13")
    venv = ROOT / ".venv"
    python = venv / "bin" / "python"
    if not python.exists():
        print("· making .venv", flush=True)
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    uv = venv / "bin" / "uv"
    if not uv.exists():
        print("· installing uv", flush=True)
        wanted = venv / "uv.lock"
        wanted.write_text(uv_requirement())
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        subprocess.run([*pip, "-r", str(wanted)], check=True)
    print("· installing the locked Python packages (Node 24 among them)", flush=True)
    sync = [str(uv), "pip", "sync", "--quiet", "--python", str(python), "--require-hashes", "--compile-bytecode"]
    subprocess.run([*sync, str(LOCK)], check=True)


main()

#!/usr/bin/env python3
"""Run the project's jobs with nothing but Python 3.11 and pip: `python3 dev.py demo`, `python3 dev.py test`.

Whatever a job needs is installed into `.dev-env`, which belongs to this script: made when missing, made anew when half
made, left alone while pyproject.toml stays the same.  The system's Python is never written to, so it may be externally
managed, and may lack ensurepip.  The jobs are the sessions of noxfile.py; further arguments go to them.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".dev-env"
BIN = ENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
STAMP = ENV / "complete.txt"

SESSIONS = {
    "demo": "demo",
    "test": "tests",
    "lint": "lint",
    "types": "types",
    "docs": "docs",
    "walks": "walks",
    "rule-mutants": "rule-mutants",
    "bench": "bench",
}
NEEDS = {"demo": ["-e", ".[cli]", "nox>=2025.5.1"], "dev": ["-e", ".", "--group", "dev"]}


def main(arguments: list[str]) -> int:
    """Run one job; its exit is ours."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one is told so
        return _complain(f"mpcore needs Python 3.11 or newer, and this is {sys.version.split()[0]}")
    if not arguments or arguments[0] not in SESSIONS:
        return _complain(f"usage: python3 dev.py {{{','.join(SESSIONS)}}} [arguments]")
    job, *rest = arguments
    try:
        prepare("demo" if job == "demo" else "dev")
    except subprocess.CalledProcessError as failed:
        return _complain(f"`{' '.join(map(str, failed.cmd))}` failed; the next run starts afresh")
    nox = [str(PYTHON), "-m", "nox", "--no-venv", "--no-install", "--session", SESSIONS[job], "--", *rest]
    return subprocess.run(nox, cwd=ROOT, env=_environment(), check=False).returncode


def prepare(needs: str) -> None:
    """See to it that the environment has what a job needs."""
    interpreter = f"{' '.join(sys.version.split())} {ROOT}"
    project = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    has = STAMP.read_text("utf-8").splitlines() if STAMP.exists() and PYTHON.exists() else [""]
    if has in ([interpreter, project, needs], [interpreter, project, "dev"]):
        return
    print(f"dev.py: installing what `{needs}` needs into {ENV.name} (once; a minute or two)", flush=True)
    if has[0] != interpreter:
        venv.create(ENV, clear=True, symlinks=os.name != "nt", with_pip=False)
        _give_pip()
    STAMP.unlink(missing_ok=True)  # interrupted from here on, the environment is half made
    _run(PYTHON, "-m", "pip", "install", "--quiet", *NEEDS[needs])
    STAMP.write_text(f"{interpreter}\n{project}\n{needs}", "utf-8")


def _give_pip() -> None:
    """A pip that knows dependency groups, from the pip that this Python has, or else from ensurepip."""
    pip = importlib.util.find_spec("pip")
    if pip is None or pip.origin is None:
        if importlib.util.find_spec("ensurepip") is None:
            sys.exit(
                "dev.py: this Python has neither pip nor ensurepip; install pip (Debian: python3-pip) and try again"
            )
        _run(PYTHON, "-m", "ensurepip")
        lent = {}
    else:  # of whatever age, it can install its successor from outside
        lent = {"PYTHONPATH": str(Path(pip.origin).parent.parent)}
    _run(PYTHON, "-m", "pip", "install", "--quiet", "--ignore-installed", "pip>=25.1", **lent)


def _run(*command: str | Path, **more: str) -> None:
    subprocess.run(command, cwd=ROOT, env=_environment() | more, check=True)


def _environment() -> dict[str, str]:
    """Ours, with the environment's programs first."""
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"
    return os.environ | {"PATH": path, "VIRTUAL_ENV": str(ENV), "PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def _complain(text: str) -> int:
    print(f"dev.py: {text}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

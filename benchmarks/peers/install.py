"""Installs the peers into ``var/peers`` and bundles their pages; does so again only when something of it changed."""

import hashlib
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).parent


def install(root: Path) -> Path:
    """The folder that holds them, ready."""
    folder = root / "var/peers"
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    shutil.copy(root / ".npmrc", folder / ".npmrc")
    if _is_new(folder / "installed", (HERE / "package-lock.json",)):
        print("installing the peers from npm", flush=True)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-progress"], cwd=folder, check=True)
        _mark(folder / "installed", (HERE / "package-lock.json",))
    sources = (HERE / "package-lock.json", HERE / "build.mjs", HERE / "compress.mjs", *sorted(HERE.glob("entries/*")))
    if _is_new(folder / "bundled", sources):
        shutil.rmtree(folder / "built", ignore_errors=True)
        subprocess.run(["node", HERE / "build.mjs", folder, folder / "built"], cwd=root, check=True)
        subprocess.run(["node", HERE / "compress.mjs", folder / "built"], cwd=root, check=True)
        _mark(folder / "bundled", sources)
    return folder


def _digest(sources: tuple[Path, ...]) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in sources)).hexdigest()


def _is_new(mark: Path, sources: tuple[Path, ...]) -> bool:
    return not mark.exists() or mark.read_text() != _digest(sources)


def _mark(mark: Path, sources: tuple[Path, ...]) -> None:
    mark.write_text(_digest(sources))

"""Installs the applications of ``packages.txt`` into a folder: ``python install.py var/apps``.

Each is one archive with everything built in, so what it would need to be built is not installed. Every archive's hash
is in ``packages.txt``; the registries are asked by npm and pip themselves, as they are set up on the machine.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


def digest(algorithm: str, data: bytes) -> str:
    """A hash as npm writes it (sha512, base64) or as pip does (sha256, hex)."""
    made = hashlib.new(algorithm, data)
    return base64.b64encode(made.digest()).decode() if algorithm == "sha512" else made.hexdigest()


def fetch(registry: str, name: str, version: str, folder: Path) -> Path:
    """Download one archive by the registry's own client."""
    if registry == "npm":
        npm = [sys.executable, str(ROOT / "hatch_build.py"), "npm"]
        command = [*npm, "pack", f"{name}@{version}", "--silent", "--pack-destination", str(folder)]
    else:
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
        command = [*pip, "download", "--no-deps", "--only-binary", ":all:", "-d", str(folder), f"{name}=={version}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.iterdir()
    return archive


def unpack(archive: Path, folder: Path) -> None:
    """Lay the archive's files into ``folder``; an archive inside a wheel is unpacked, too."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            inner = next(name for name in wheel.namelist() if name.endswith(".tgz"))
            archive = Path(wheel.extract(inner, archive.parent))
    with tarfile.open(archive) as tar:
        # Source maps are two thirds of it, and nobody debugs these.
        tar.extractall(folder, [one for one in tar.getmembers() if not one.name.endswith(".map")], filter="data")


def install(line: str, target: Path) -> None:
    """Install one line of ``packages.txt`` unless it is there already."""
    registry, name, version, pinned = line.split()
    folder = target / name.replace("/", "-").lstrip("@")
    stamp = folder / ".installed"
    if stamp.exists() and stamp.read_text() == line:
        return
    print(f"· fetching {name} {version}, which the tests guide through")
    with tempfile.TemporaryDirectory() as temporary:
        archive = fetch(registry, name, version, Path(temporary))
        algorithm, _, expected = pinned.partition("-")
        if digest(algorithm, archive.read_bytes()) != expected:
            sys.exit(f"{name} {version} is not what packages.txt pins; nothing of it was kept.")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        unpack(archive, folder)
    stamp.write_text(line)


def main() -> None:
    """Install all."""
    for line in (HERE / "packages.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            install(line, Path(sys.argv[1]))


if __name__ == "__main__":
    main()

"""The bank's guidance as content as code: the files in ``content/``."""

from pathlib import Path
from typing import Final

from handrail.schema.authored.application import ApplicationContent
from handrail.schema.authored.files import from_files, media_paths

CONTENT: Final = Path(__file__).parent / "content"


def sample_files() -> dict[str, str | bytes]:
    """Path → bytes of every file of the sample bank's content."""
    files = (path for path in CONTENT.rglob("*") if path.is_file())
    return {path.relative_to(CONTENT).as_posix(): path.read_bytes() for path in files}


def sample_content() -> ApplicationContent:
    """The whole guidance of the sample bank, checked."""
    return from_files(sample_files())


def sample_media() -> dict[str, bytes]:
    """SHA-256 → bytes of the pictures and videos that it shows."""
    return {sha256: (CONTENT / path).read_bytes() for sha256, path in media_paths(sample_content()).items()}

"""How the demonstration puts content on its own content server: by the same protocol and commands as a customer."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from handrail.deploy.config import NamedTarget
from handrail.deploy.protocol import Options, deploy
from handrail.deploy.receipts import Receipts
from handrail.deploy.targets.directory import DirectoryTarget


def deploy_package(package: bytes, *, document_root: Path, receipts: Path, trust: str, url: str) -> None:
    """Deploy a package to a document root and look at it from outside.

    Args:
        package: the zip's bytes.
        document_root: made when absent.
        receipts: folder of the journal.
        trust: the pinned anchor.
        url: the self-hosted URL under which the document root is served already.

    Raises:
        HandrailError: as ``handrail.deploy.protocol.deploy`` does.
    """
    document_root.mkdir(parents=True, exist_ok=True)
    target = DirectoryTarget(document_root)
    deploy(package, target, Options(trust=trust, receipts=Receipts(receipts, target.name), url=url))


def write_targets(file: Path, targets: Mapping[str, NamedTarget]) -> None:
    """Write the ``handrail.toml`` with which ``handrail watch`` and the person at the terminal name targets.

    Args:
        file: its path; replaced.
        targets: name → target.
    """
    lines = ["# Written by Handrail at every start; see `handrail deploy --help`."]
    for name, target in targets.items():
        lines += ["", f"[targets.{name}]"]
        # A JSON string is a TOML string as well.
        lines += [f"{field} = {json.dumps(value)}" for field, value in asdict(target).items() if value is not None]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n", "utf-8")


def watch_command(target: str, receipts: Path, token_file: Path) -> list[str]:
    """``handrail watch`` for a named target; to be run where the ``handrail.toml`` lies.

    Args:
        target: its name there.
        receipts: folder of the journal.
        token_file: file with the console's token.
    """
    options = ["--state", str(receipts), "--token-file", str(token_file)]
    return [sys.executable, "-m", "handrail.cli", "watch", target, *options]

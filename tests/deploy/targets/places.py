"""The same document root on three kinds of target, looked into past the target's own code."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from deploy.place import Place
from deploy.targets.s3_server import BUCKET, S3Server
from deploy.targets.ssh_server import USER, SshServer
from handrail.deploy.targets.s3 import S3Target
from handrail.deploy.targets.sftp import SftpTarget
from handrail.deploy.targets.ssh import SshAccess

CHANNEL = "channel/bank/production.json"


class DirectoryPlace(Place):
    """A folder of this machine."""

    kind = "directory"
    lock = ".handrail.lock"
    promise = "survives power loss"

    @property
    def live(self) -> bytes | None:
        return self.files().get(CHANNEL)

    def put(self, name: str, data: bytes) -> None:
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        (self.root / name).write_bytes(data)

    def remove(self, name: str) -> None:
        (self.root / name).unlink()

    def leftovers(self) -> list[str]:
        """What a deployment should not leave; the directory's lock file may stay, it is no lock without its process."""
        return [str(p.relative_to(self.root)) for p in self.root.rglob(".handrail*") if p.name != DirectoryPlace.lock]

    def again(self, folder: Path) -> "DirectoryPlace":
        """A copy of the document root, with an empty journal."""
        made = self.elsewhere(folder)
        if self.root.exists():
            shutil.copytree(self.root, made.root)
        return made

    def other(self) -> "DirectoryPlace":
        """The same document root, deployed to from a machine with a journal of its own."""
        made = self.elsewhere(self.root.parent)
        made.state = self.root.parent / "other-state"
        return made

    def elsewhere(self, folder: Path) -> "DirectoryPlace":
        folder.mkdir(parents=True, exist_ok=True)
        return DirectoryPlace(folder)


class SftpPlace(DirectoryPlace):
    """A document root reached by SFTP, through any port."""

    kind = "sftp"
    lock = ".handrail.sftp-lock"
    promise = "survives power loss of the server"

    def __init__(self, folder: Path, server: SshServer, port: int | None = None) -> None:
        super().__init__(folder)
        self.server = server
        self.access = SshAccess("127.0.0.1", USER, port or server.port, server.known_hosts, server.identity)

    @property
    def target(self) -> SftpTarget:  # type: ignore[override]
        return SftpTarget(self.access, str(self.root))

    def files(self) -> Mapping[str, bytes]:
        """Every file but what lies in the lock."""
        return {name: data for name, data in super().files().items() if not name.startswith(f"{self.lock}/")}

    def elsewhere(self, folder: Path) -> "SftpPlace":
        folder.mkdir(parents=True, exist_ok=True)
        return SftpPlace(folder, self.server)

    def through(self, port: int) -> "SftpPlace":
        """The same document root through another port."""
        return SftpPlace(self.root.parent, self.server, port)


class S3Place(DirectoryPlace):
    """A prefix of a bucket."""

    kind = "s3"
    promise = "is as durable as the store"

    def __init__(self, folder: Path, server: S3Server, prefix: str = "web") -> None:
        super().__init__(folder)
        self.server, self.prefix = server, prefix

    @property
    def target(self) -> S3Target:  # type: ignore[override]
        return S3Target(BUCKET, self.prefix, endpoint=self.server.endpoint)

    def files(self) -> Mapping[str, bytes]:
        below = f"{self.prefix}/" if self.prefix else ""
        names = {key[len(below) :]: data for key, data in self.server.objects(below).items()}
        return {name: data for name, data in names.items() if name != self.lock}

    def put(self, name: str, data: bytes) -> None:
        self.server.put(f"{self.prefix}/{name}", data)

    def remove(self, name: str) -> None:
        self.server.remove(f"{self.prefix}/{name}")

    def leftovers(self) -> list[str]:
        return [key for key in self.server.objects(f"{self.prefix}/") if "/.handrail" in key]

    def again(self, folder: Path) -> "S3Place":
        made = self.elsewhere(folder)
        for name, data in self.files().items():
            made.put(name, data)
        return made

    def elsewhere(self, folder: Path) -> "S3Place":
        return S3Place(folder, self.server, "-".join(folder.parts[-3:]))

    def other(self) -> "S3Place":
        made = S3Place(self.root.parent, self.server, self.prefix)
        made.state = self.root.parent / "other-state"
        return made


KINDS = (DirectoryPlace, SftpPlace, S3Place)

AWS = {
    "AWS_ACCESS_KEY_ID": "a",
    "AWS_SECRET_ACCESS_KEY": "b",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""What the store of the tests asks for, and nothing of whoever runs them."""


def foreign_names() -> list[str]:
    """Variables that whoever runs the tests may have set."""
    names = ("SSH_AUTH_SOCK", "HANDRAIL_SFTP_PASSWORD")
    return [name for name in os.environ if name.startswith("AWS_") or name in names]

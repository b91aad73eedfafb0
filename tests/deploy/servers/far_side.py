"""A machine with a document root on which release 41 is live, with the real SDK, for guides to be followed on."""

import ssl
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handrail.deploy.config import NamedTarget, open_locations
from handrail.deploy.locations import Locations
from handrail.deploy.options import Options
from handrail.deploy.protocol import deploy
from handrail.deploy.receipts import Receipts
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.package.build import (
    EnvironmentKeys,
    Quorum,
    assemble_package,
    channel_file,
    new_root,
    sign_root,
)
from handrail.package.keys import SigningKey
from handrail.package.sdk_files import built_sdk, read_built
from package.bank import Bank, fixed_key

BEGAN = int(datetime.now(UTC).timestamp()) // 2 * 2 - 1200


@dataclass
class OwnPointer(Bank):
    """The bank with a pointer key and a root key of their own."""

    pointer_key: SigningKey = field(default_factory=lambda: fixed_key("deployer"))
    root_key: SigningKey = field(default_factory=lambda: fixed_key("administrator"))

    def root(self, version: int = 1) -> bytes:
        """Three keys for three roles."""
        pointer = EnvironmentKeys(Quorum((self.pointer_key.public,)))
        return new_root(
            application=self.application,
            version=version,
            expires=datetime(2028, 11, 24, tzinfo=UTC),
            root=Quorum((self.root_key.public,)),
            author=Quorum((self.key.public,)),
            environments={"production": pointer, "staging": EnvironmentKeys(Quorum((self.key.public,)))},
        )

    def channel(self, version: int = 1, seq: int = 2, text: str = "Welcome", **changes: object) -> bytes:
        """Signed by them."""
        release = self.release(version, text)
        pointer = self.pointer(release, version, seq, **{"key": self.pointer_key, **changes})
        return channel_file([sign_root(self.root(), [self.root_key])], release.envelope, pointer)


def package(release: int, bank: Bank | None = None) -> bytes:
    """A release of the bank with the real SDK, valid today."""
    bank = bank or Bank()
    expires = datetime.now(UTC) + timedelta(days=30)
    sdk = next(each for each in built_sdk() if each.name == "handrail.js")
    return assemble_package(
        kind="full",
        application="bank",
        environment="production",
        release=release,
        channel=bank.channel(release, BEGAN + 2 * release, f"Welcome {release}", expires=expires),
        files=bank.release(release, f"Welcome {release}").files,
        sdk={sdk.path: read_built(sdk)},
    )


class FarSide:
    """Where guides are followed.

    Attributes:
        folder: everything lies in it, ``/etc`` and the stick included.
        names: what stands in the guides → what is here.
    """

    def __init__(self, folder: Path, live: int = 41, bank: Bank | None = None) -> None:
        self.folder = folder
        self.bank = bank or Bank()
        self.root = folder / "www"
        for name in ("etc/nginx/conf.d", "etc/apache2", "etc/caddy", "etc/ssl", "etc/handrail", "stick"):
            (folder / name).mkdir(parents=True)
        self.names = {
            "/etc/": f"{folder}/etc/",
            "/var/www/guides": str(self.root),
            "/var/cache/guides": f"{folder}/cache",
            "/media/stick": f"{folder}/stick",
            "1.Xm5…": self.bank.trust,
        }
        if live:
            self.deploy(live)

    def deploy(self, release: int) -> None:
        """Make a release live, as the command would."""
        options = Options(trust=self.bank.trust, receipts=self.receipts(str(self.root)))
        deploy(package(release, self.bank), DirectoryTarget(self.root), options)

    def receipts(self, target: str) -> Receipts:
        """The journal where the commands keep it."""
        return Receipts(self.folder / ".local/state/handrail", target)

    def located(self, named: NamedTarget) -> Locations:
        """A target as ``handrail.toml`` would name it."""
        return open_locations(named)

    @property
    def blobs(self) -> list[str]:
        """Names of what never changes."""
        return [f"blobs/{each.name}" for each in (self.root / "blobs").iterdir()]

    def config(self, **more: str) -> None:
        """A ``handrail.toml`` with the target ``production``."""
        values = {
            "target": str(self.root),
            "application": "bank",
            "environment": "production",
            "trust": self.bank.trust,
        }
        lines = [f'{key} = "{value}"\n' for key, value in (values | more).items()]
        for place in (self.folder, self.folder / "etc/handrail"):
            (place / "handrail.toml").write_text("[targets.production]\n" + "".join(lines))

    def key_file(self, path: str, key: SigningKey) -> None:
        """A key file without a password, readable by its owner alone."""
        (self.folder / path).write_bytes(key.to_pem())
        (self.folder / path).chmod(0o600)

    def certify(self) -> None:
        """A certificate of this machine."""
        command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=guides"
        files = [
            "-keyout",
            "etc/ssl/guides.key",
            "-out",
            "etc/ssl/guides.pem",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
        ]
        subprocess.run(["openssl", *command.split(), *files], cwd=self.folder, check=True, capture_output=True)

    def trusted(self) -> ssl.SSLContext:
        """For clients of servers with that certificate."""
        return ssl.create_default_context(cafile=str(self.folder / "etc/ssl/guides.pem"))

    def open_to_all(self) -> None:
        """So that a server's own account reaches the document root."""
        for each in (self.folder, *self.folder.parents):
            if str(each).startswith("/tmp/"):
                each.chmod(each.stat().st_mode | 0o055)

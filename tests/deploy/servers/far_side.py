"""A machine with a document root on which release 41 is live, with the real SDK, for guides to be followed on."""

import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handrail.deploy.config import NamedTarget, open_locations
from handrail.deploy.locations import Locations
from handrail.deploy.options import Options
from handrail.deploy.protocol import deploy
from handrail.deploy.receipts import Receipts
from handrail.deploy.targets.directory import DirectoryTarget
from handrail.package.build import assemble_package
from handrail.package.sdk_files import built_sdk, read_built
from package.bank import Bank, fixed_key

BEGAN = int(datetime.now(UTC).timestamp()) // 2 * 2 - 1200


def package(release: int) -> bytes:
    """A release of the bank with the real SDK, valid today."""
    bank = Bank()
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

    def __init__(self, folder: Path, live: int = 41) -> None:
        self.folder = folder
        self.root = folder / "www"
        for name in ("etc/nginx/conf.d", "etc/apache2", "etc/caddy", "etc/ssl", "etc/handrail", "stick"):
            (folder / name).mkdir(parents=True)
        self.names = {
            "/etc/": f"{folder}/etc/",
            "/var/www/guides": str(self.root),
            "/var/cache/guides": f"{folder}/cache",
            "/media/stick": f"{folder}/stick",
            "1.Xm5…": Bank().trust,
        }
        if live:
            target = DirectoryTarget(self.root)
            deploy(package(live), target, Options(trust=Bank().trust, receipts=self.receipts(str(self.root))))

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
        values = {"target": str(self.root), "application": "bank", "environment": "production", "trust": Bank().trust}
        lines = [f'{key} = "{value}"\n' for key, value in (values | more).items()]
        for place in (self.folder, self.folder / "etc/handrail"):
            (place / "handrail.toml").write_text("[targets.production]\n" + "".join(lines))

    def pointer_key(self) -> None:
        """The pointer's key file, as ``handrail keys new`` would leave it but for a password."""
        path = self.folder / "etc/handrail/pointer.pem"
        path.write_bytes(fixed_key("console").to_pem())
        path.chmod(0o600)

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

"""Servers that a file's tests share, and one fixture for a document root of any kind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.retries.standard import ExponentialBackoff

from deploy.targets.places import AWS, DirectoryPlace, S3Place, SftpPlace, foreign_names
from deploy.targets.s3_server import S3Server
from deploy.targets.ssh_server import SshServer


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No keys, agent, known hosts or credentials of whoever runs the tests; no waiting before a request is repeated."""
    made = tmp_path / "home"
    made.mkdir()
    for name in foreign_names():
        monkeypatch.delenv(name)
    for name, value in AWS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(made))
    monkeypatch.setattr(ExponentialBackoff, "delay_amount", lambda self, context: 0)
    return made


@pytest.fixture(scope="module")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """An OpenSSH server that lets commands be run."""
    made = SshServer(tmp_path_factory.mktemp("ssh") / "server")
    yield made
    made.close()


@pytest.fixture(scope="module")
def store() -> Iterator[S3Server]:
    """A store that speaks S3's language."""
    made = S3Server()
    yield made
    made.close()


@pytest.fixture
def over_sftp(tmp_path: Path, ssh: SshServer) -> SftpPlace:
    """A document root behind an SSH server."""
    ssh.know(ssh.port)
    return SftpPlace(tmp_path, ssh)


@pytest.fixture
def in_store(tmp_path: Path, store: S3Server) -> S3Place:
    """A document root in a bucket with nothing else in it."""
    store.reset()
    return S3Place(tmp_path, store)


@pytest.fixture(params=["directory", "over_sftp", "in_store"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> DirectoryPlace:
    """A document root of each kind in turn."""
    if request.param == "directory":
        return DirectoryPlace(tmp_path)
    made: DirectoryPlace = request.getfixturevalue(request.param)
    return made

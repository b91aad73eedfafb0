"""From what stands in `handrail.toml` to a target."""

import pytest

from handrail.deploy.config import NamedTarget, open_target
from handrail.deploy.errors import ConfigError


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("sftp://guides@web1.example/var/www", "sftp://guides@web1.example/var/www"),
        ("sftp://web1.example:2222/var/a%20b", "sftp://web1.example:2222/var/a b"),
        ("sftp://guides@[::1]:22/~/web", "sftp://guides@[::1]:22/~/web"),
        ("s3://guides", "s3://guides"),
        ("s3://guides/web/", "s3://guides/web"),
        ("file:///var/www", "/var/www"),
    ],
)
def test_an_address_becomes_a_target_of_that_name(address: str, name: str) -> None:
    assert open_target(NamedTarget(address)).name == name


def test_a_store_of_ones_own_is_part_of_the_name() -> None:
    named = NamedTarget("s3://guides/web", endpoint="https://minio.example")
    assert open_target(named).name == "s3://guides/web at https://minio.example"


@pytest.mark.parametrize(
    "address",
    [
        "sftp://web1.example",
        "sftp:///var/www",
        "sftp://h:port/x",
        "sftp://h/x?y",
        "s3://",
        "s3://key:secret@guides/x",
        "ftp://h/x",
    ],
)
def test_another_form_is_refused(address: str) -> None:
    with pytest.raises(ConfigError, match="Nothing was changed"):
        open_target(NamedTarget(address))


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="no password belongs into it") as refusal:
        open_target(NamedTarget("sftp://guides:hunter2@web1.example/var/www"))
    assert "hunter2" not in refusal.value.message

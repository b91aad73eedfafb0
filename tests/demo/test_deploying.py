"""The ``handrail.toml`` of the demonstration is read back by the deployer."""

from pathlib import Path

from handrail.demo.deploying import write_targets
from handrail.deploy.config import NamedTarget, resolve


def test_named_targets_are_read_back_as_written(tmp_path: Path) -> None:
    target = NamedTarget(
        target=str(tmp_path / 'odd "name"'),
        application="bank",
        environment="production",
        trust="1." + "x" * 43,
        url="http://h",
    )
    write_targets(tmp_path / "handrail.toml", {"production": target})
    assert resolve("production", tmp_path) == target

"""The console that tests look at in a browser."""

from pathlib import Path

import httpx
import pytest

from console.served import served


class BlockError(Exception):
    """What goes wrong in a test."""


def test_a_server_does_not_outlive_the_block_that_fails(tmp_path: Path) -> None:
    with pytest.raises(BlockError), served(tmp_path, "") as console:
        origin = console.origin
        assert httpx.get(origin + "/account/login/").status_code < 400
        raise BlockError
    with pytest.raises(httpx.ConnectError):
        httpx.get(origin + "/account/login/")

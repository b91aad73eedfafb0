"""Several servers in one event loop, ended together."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from demo.ports import free_port
from handrail.demo.bank.app import create_bank
from handrail.demo.serve import serving


def test_several_apps_are_served_until_the_block_ends(run_async: Callable[..., Any]) -> None:
    ports = (free_port(), free_port())

    async def run() -> list[int]:
        async with serving({port: create_bank() for port in ports}), httpx.AsyncClient() as client:
            return [(await client.get(f"http://127.0.0.1:{port}/transfer")).status_code for port in ports]

    assert run_async(run()) == [200, 200]
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{ports[0]}/")

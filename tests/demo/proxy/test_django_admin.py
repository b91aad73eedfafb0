"""A real third-party application through the proxy: sign in, add, search and delete in Django's admin."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from demo.ports import free_port
from handrail.demo.proxy.address import read_address
from handrail.demo.proxy.app import TrialProxy
from handrail.demo.proxy.headers import Crossing


@pytest.fixture
def admin(tmp_path: Path) -> Iterator[str]:
    port = free_port()
    command = [
        sys.executable,
        "-W",
        "ignore",
        str(Path(__file__).with_name("django_admin.py")),
        str(port),
        str(tmp_path),
    ]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    with subprocess.Popen(command, env=environment) as process:
        origin = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 30
        while True:
            assert process.poll() is None and time.monotonic() < deadline, "the admin did not start"
            try:
                httpx.get(f"{origin}/admin/login/")
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield origin
        process.terminate()


def test_a_clerk_works_in_the_admin_as_without_the_proxy(
    admin: str, serve: Callable[..., str], chromium: Browser
) -> None:
    port = free_port()
    proxy = serve(TrialProxy(Crossing(read_address(f"{admin}/admin/", f"http://127.0.0.1:{port}"))), port)
    page = chromium.new_context(locale="en-GB").new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(f"{message.text} {message.location['url']}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{proxy}/admin/")
    page.get_by_label("Username").fill("clerk")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Site administration")).to_be_visible()
    expect(page.get_by_role("link", name="Handrail trial — only on this machine")).to_be_visible()
    page.goto(f"{proxy}/admin/auth/group/add/")
    page.get_by_label("Name:").fill("Tellers")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert page.url == f"{proxy}/admin/auth/group/"
    page.get_by_role("link", name="Tellers").first.click()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("button", name="Yes, I’m sure").click()
    expect(page.get_by_text("was deleted successfully")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_text("Thanks for spending some quality time")).to_be_visible()
    # The admin has no icon, with the proxy or without.
    assert [text for text in complaints if not text.endswith("/favicon.ico")] == []

"""Which addresses are plain http beyond this machine."""

import pytest

from handrail.package.plain_http import is_plain_http


@pytest.mark.parametrize(
    "url",
    [
        "http://guides.intranet",
        "http://10.0.0.7:8080/g",
        "http://localhost.example",
        "http://notlocalhost",
        "HTTP://[fd00::1]/",
    ],
)
def test_browsers_withhold_cryptography_there(url: str) -> None:
    assert is_plain_http(url)


@pytest.mark.parametrize(
    "url",
    [
        *("", "https://guides.intranet", "https://10.0.0.7", "http://localhost", "http://LOCALHOST:80/a"),
        *(
            "http://127.0.0.1:8000",
            "http://[::1]/g",
            "http://bank.localhost:3000",
            "capacitor://localhost",
            "file:///x",
        ),
    ],
)
def test_browsers_lend_their_cryptography_there(url: str) -> None:
    assert not is_plain_http(url)

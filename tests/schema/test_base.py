"""Links and origins lead where they seem to lead."""

import pytest
from pydantic import TypeAdapter, ValidationError

from handrail.schema.base import Origin, SafeLink, Version

_LINK: TypeAdapter[str] = TypeAdapter(SafeLink)
_ORIGIN: TypeAdapter[str] = TypeAdapter(Origin)
_VERSION: TypeAdapter[str] = TypeAdapter(Version)


@pytest.mark.parametrize(
    "link", ["/a?b=c#d", "a/b", "#top", "https://x.example/ä@b", "HTTP://x.example", "mailto:a@b.example", "tel:+49123"]
)
def test_plain_links_are_allowed(link: str) -> None:
    assert _LINK.validate_python(link) == link


@pytest.mark.parametrize(
    "link",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        " javascript:alert(1)",
        "\u00a0javascript:x",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "https://bank.example@evil.example/",
        "https://b\u0430nk.example/",
        "https:evil.example",
        "https:///evil.example",
        "https://x.example/\u202eexe",
        "https://x.example/a b",
        "/x\u200b",
    ],
)
def test_other_links_are_refused(link: str) -> None:
    with pytest.raises(ValidationError):
        _LINK.validate_python(link)


@pytest.mark.parametrize("origin", ["https://a.example", "http://127.0.0.1:8000", "http://[::1]:80"])
def test_origins_are_scheme_host_and_port(origin: str) -> None:
    assert _ORIGIN.validate_python(origin) == origin


@pytest.mark.parametrize("origin", ["https://a.example/", "a.example", "https://A.example", "https://u@a.example", "*"])
def test_other_origins_are_refused(origin: str) -> None:
    with pytest.raises(ValidationError):
        _ORIGIN.validate_python(origin)


def test_versions_are_dotted_numbers() -> None:
    assert _VERSION.validate_python("1.2.3") == "1.2.3"
    for wrong in ("v1", "1.", "1.2.3.4.5", "١"):
        with pytest.raises(ValidationError):
            _VERSION.validate_python(wrong)

"""Base models and the small types that both sides share."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

JsonScalar = str | int | Annotated[float, Field(allow_inf_nan=False)] | bool | None
"""One plain JSON value that is neither list nor object."""


class AuthoredModel(BaseModel):
    """Something a person writes. Unknown fields are refused, so that a typing error never goes unnoticed."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
    )


class WireModel(BaseModel):
    """Something the SDK reads or sends.

    Always serialised with ``wire_json``: camelCase, absent (``None``) values left out, compact UTF-8.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
        json_schema_serialization_defaults_required=True,
        serialize_by_alias=True,
    )

    def wire_json(self) -> bytes:
        """The bytes that travel: compact JSON in UTF-8, keys in declared order, absent values left out."""
        return self.model_dump_json(by_alias=True, exclude_none=True).encode()


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
"""Stable id of an authored thing; also its file name in content as code."""

ExternalName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_.-]{0,63}$")]
"""A name that the customer's page uses: attributes, tracked events, actions, trigger keys."""

LanguageName = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[a-z0-9]{2,8})*$")]
"""Lower-case BCP 47 tag, e.g. ``de`` or ``pt-br``."""

Sha256Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9}){0,3}$")]

_SCHEME = re.compile(r"^[a-zA-Z][a-zA-Z0-9+.-]*:")
_HOST = re.compile(r"^https?://([^/?#]*)", re.IGNORECASE)
_ALLOWED_SCHEME = re.compile(r"^(https?://[^\s/]|mailto:|tel:)", re.IGNORECASE)


def _is_blank_or_hidden(character: str) -> bool:
    """Spaces, control, formatting (bidi, zero width) and unassigned characters: they hide where a link leads."""
    return character == " " or unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs")


def _safe_link(value: str) -> str:
    if "\\" in value or value.startswith("//") or any(_is_blank_or_hidden(c) for c in value):
        raise ValueError("a link has no spaces, invisible characters or backslashes and does not start with //")
    if _SCHEME.match(value) and not _ALLOWED_SCHEME.match(value):
        raise ValueError("a link is relative or begins with https:, http:, mailto: or tel:")
    host = _HOST.match(value)
    if host and ("@" in host[1] or not host[1].isascii()):
        raise ValueError("a link's host is written in plain letters (others as xn--…), without a user name before it")
    return value


SafeLink = Annotated[str, Field(min_length=1, max_length=2048), AfterValidator(_safe_link)]
"""Relative, ``https:``, ``http:``, ``mailto:`` or ``tel:``; anything else is refused on write and on play."""

_ORIGIN = r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$|^https?://\[[0-9a-f:]+\](:[0-9]{1,5})?$"
Origin = Annotated[str, StringConstraints(pattern=_ORIGIN)]
"""Scheme, host and port without a path, lower case, e.g. ``https://guides.example.com``."""

OWN_ORIGIN = "self"
FrameOrigin = Annotated[str, StringConstraints(pattern=rf"^{OWN_ORIGIN}$|{_ORIGIN}")]
"""An origin, or ``self``: the application's own, whichever that is in an environment."""

EventType = Literal[
    "sessionStart",
    "sessionStop",
    "campaignViewed",
    "campaignClicked",
    "campaignCompleted",
    "campaignDismissed",
    "stepViewed",
    "stepClicked",
    "surveyAnswer",
    "trackedEvent",
    "attributeSet",
    "pageView",
    "elementMissing",
    "elementAmbiguous",
    "error",
]
"""Every event type the SDK records; each can be switched off for the application and per user."""

CampaignKind = Literal["announcement", "walkthrough", "launcher", "survey", "tip", "checklist", "helpMenu"]

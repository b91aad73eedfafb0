"""Events as the SDK records and sends them."""

from typing import Annotated

from pydantic import Field

from handrail.schema.base import EventType, JsonScalar, WireModel


class Event(WireModel):
    """One thing that happened."""

    type: EventType
    at: Annotated[int, Field(ge=0)]
    """Milliseconds since 1970, by the device's clock."""
    session: str
    campaign: str | None = None
    step: str | None = None
    name: str | None = None
    """Of a tracked event or attribute; of an error its stable code."""
    properties: dict[str, JsonScalar] | None = None


class EventBatch(WireModel):
    """What is sent at once: at most 100 events of one device."""

    format: Annotated[int, Field(ge=1, le=1)] = 1
    application: str
    environment: str
    release: int | None = None
    seq: int | None = None
    sdk: str
    user: str | None = None
    """The user id that the page set, else nothing."""
    events: Annotated[list[Event], Field(max_length=100)]

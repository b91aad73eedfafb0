"""Actions of buttons: declarative only; content never carries script or HTML."""

from typing import Annotated, Literal

from pydantic import Field

from handrail.schema.base import AuthoredModel, ExternalName, SafeLink, Slug


class Close(AuthoredModel):
    """Close the campaign (or end the walkthrough)."""

    do: Literal["close"]


class Never(AuthoredModel):
    """Close and never show this campaign to this user again."""

    do: Literal["never"]


class Next(AuthoredModel):
    """Go to the next step; from the last one, complete the walkthrough."""

    do: Literal["next"]


class Back(AuthoredModel):
    """Go back to the step shown before."""

    do: Literal["back"]


class GoToStep(AuthoredModel):
    """Go to the named step of the same walkthrough."""

    do: Literal["goToStep"]
    step: Slug


class OpenLink(AuthoredModel):
    """Open a link in the same or a new tab, then close."""

    do: Literal["openLink"]
    link: SafeLink
    new_tab: bool = False


class StartCampaign(AuthoredModel):
    """Close and start another campaign, optionally at a step."""

    do: Literal["startCampaign"]
    campaign: Slug
    step: Slug | None = None


class SendEvent(AuthoredModel):
    """Send a tracked event; leaves the campaign open unless a close follows."""

    do: Literal["sendEvent"]
    event: ExternalName


class ReturnValue(AuthoredModel):
    """Hand a value to the page's ``action`` callback."""

    do: Literal["returnValue"]
    value: Annotated[str, Field(max_length=200)]


class Snooze(AuthoredModel):
    """Close and do not start by itself for some minutes."""

    do: Literal["snooze"]
    minutes: Annotated[int, Field(ge=1, le=525_600)]


Action = Annotated[
    Close | Never | Next | Back | GoToStep | OpenLink | StartCampaign | SendEvent | ReturnValue | Snooze,
    Field(discriminator="do"),
]

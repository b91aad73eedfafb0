"""Actions as the SDK runs them: the authored ones, one flat shape."""

from typing import Literal

from handrail.schema.base import ExternalName, SafeLink, Slug, WireModel


class Action(WireModel):
    """``do`` says which of the other fields counts; see ``handrail.schema.authored.actions``."""

    do: Literal[
        "close",
        "never",
        "next",
        "back",
        "goToStep",
        "openLink",
        "startCampaign",
        "sendEvent",
        "returnValue",
        "snooze",
    ]
    step: Slug | None = None
    link: SafeLink | None = None
    new_tab: bool | None = None
    campaign: Slug | None = None
    event: ExternalName | None = None
    value: str | None = None
    minutes: int | None = None

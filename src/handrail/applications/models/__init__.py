"""Rows of the app ``applications``."""

from handrail.applications.models.application import Application, Environment
from handrail.applications.models.assets import SyncedAssets
from handrail.applications.models.grant import Grant, Role
from handrail.applications.models.keys import RootRecord, SigningKeyRecord, WantedRoot
from handrail.applications.models.report import ConnectionReport, PinSeen
from handrail.applications.models.token import Scope, Token

__all__ = [
    "Application",
    "ConnectionReport",
    "Environment",
    "Grant",
    "PinSeen",
    "Role",
    "RootRecord",
    "Scope",
    "SigningKeyRecord",
    "SyncedAssets",
    "Token",
    "WantedRoot",
]

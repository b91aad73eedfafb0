"""What changes applications because somebody asked: one file a verb. Permission first, one transaction, audit last."""

from handrail.applications.services.add_environment import add_environment
from handrail.applications.services.create_application import create_application
from handrail.applications.services.edit_application import edit_application
from handrail.applications.services.enrol_key import enrol_key, enrol_outside_key, retire_key
from handrail.applications.services.finish_step import finish_step
from handrail.applications.services.first_run import first_run
from handrail.applications.services.set_hosting import HostingChoice, set_hosting
from handrail.applications.services.set_policy import answer_undo, set_policy

__all__ = [
    "HostingChoice",
    "add_environment",
    "answer_undo",
    "create_application",
    "edit_application",
    "enrol_key",
    "enrol_outside_key",
    "finish_step",
    "first_run",
    "retire_key",
    "set_hosting",
    "set_policy",
]

"""The form that enrols a key, and the answers to who may undo."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from handrail.applications.models import Application, Environment, SigningKeyRecord
from handrail.console.forms import ConsoleForm

UNDO = [
    (Environment.Undo.CONSOLE, _("This console. It must be reachable, and whoever takes it over can undo too.")),
    (
        Environment.Undo.DEPLOYER,
        _("The deployer, with a key of their own: also offline. This console then only asks for it."),
    ),
]
"""Answers to "Who may undo at night without this console?"."""


class EnrolForm(ConsoleForm):
    """Who holds which key for what."""

    seat = forms.ChoiceField(label=_("What it signs"))
    holder = forms.CharField(
        label=_("Holder"),
        max_length=160,
        help_text=_(
            "For approvals: the approver's e-mail address. Else the person's name, or the machine that deploys."
        ),
    )
    kept = forms.ChoiceField(
        label=_("Where the private part lies"),
        choices=[
            (SigningKeyRecord.Kept.FILE, _("in a key file")),
            (SigningKeyRecord.Kept.TOKEN, _("on a token (PKCS#11)")),
            (SigningKeyRecord.Kept.BROWSER, _("in the approver's browser")),
        ],
        help_text=_(
            "A browser's key dies with the browser profile, and does not help against a console that is taken over."
        ),
    )
    public = forms.FileField(
        label=_("Public key"), help_text=_("The file that “handrail keys export” wrote on the holder's machine.")
    )

    def __init__(
        self,
        application: Application,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
    ) -> None:
        """With the application's environments."""
        super().__init__(data, files)
        names = [each.name for each in application.environments.all()]
        field = self.fields["seat"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                *((f"approve@{name}", _("approvals of {name}").format(name=name)) for name in names),
                *((f"pointer@{name}", _("what is live in {name} (deployer)").format(name=name)) for name in names),
                ("root", _("the list of keys (root)")),
            ]

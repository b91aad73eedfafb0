"""The forms that enrol a key and that say who may sign from the next root on."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from handrail.applications.models import Application, Environment, SigningKeyRecord
from handrail.applications.signing import enrolled_keys, held_key_ids, holds_pointer, newest_root
from handrail.console.forms import ConsoleForm
from handrail.publishing.services import Wanted, WantedEnvironment

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


class NextRootForm(ConsoleForm):
    """Who may sign what from the next root on; one group of fields an environment."""

    root_threshold = forms.IntegerField(
        label=_("How many of them must sign the root after it"), min_value=1, max_value=16
    )

    def __init__(self, application: Application, data: QueryDict | None = None) -> None:
        """Filled with today's root, and with the enrolled keys where that names none but the console's."""
        super().__init__(data)
        self.current = newest_root(application)
        self.environments = list(application.environments.select_related("application"))
        self._enrolled = list(enrolled_keys(application).order_by("pk"))
        here = held_key_ids(application)
        people = [(each.key_id, _said(each)) for each in self._enrolled if each.role == "root"]
        own = [(keyid, _("this console")) for keyid in self.current.root.keyids if keyid in here]
        self.fields["root"] = _many(_("Who may make the next root"), [*people, *own], required=True)
        self.fields["root"].initial = [keyid for keyid, _label in people] or [keyid for keyid, _label in own]
        self.fields["root_threshold"].initial = max(self.current.root.threshold, min(2, len(people)))
        for environment in self.environments:
            self._add(environment)
        self.order_fields(["root", "root_threshold"])

    def _add(self, environment: Environment) -> None:
        name, roles = environment.name, self.current.environments.get(environment.name)
        here = [each for each in self._enrolled if each.environment_id == environment.pk]
        approvers = [(each.key_id, _said(each)) for each in here if each.role == "approve"]
        deployers = [(each.key_id, _said(each)) for each in here if each.role == "pointer"]
        asked = roles.approve.threshold if roles is not None and roles.approve is not None else 0
        ready = environment.approvals_needed if len(approvers) > 1 else 0
        self.fields[f"approve-{name}"] = _many(_("Approvers"), approvers)
        self.fields[f"approve-{name}"].initial = [keyid for keyid, _label in approvers]
        self.fields[f"threshold-{name}"] = forms.IntegerField(
            label=_("Approval signatures needed"),
            min_value=0,
            max_value=16,
            initial=asked or ready,
            help_text=_("0: none is asked for, as in a trial."),
        )
        pointing = holds_pointer(environment) or roles is None
        wished = environment.undo or (Environment.Undo.CONSOLE if pointing else Environment.Undo.DEPLOYER)
        self.fields[f"undo-{name}"] = forms.ChoiceField(
            label=_("Who may undo at night without this console?"),
            choices=UNDO,
            widget=forms.RadioSelect,
            initial=wished,
        )
        self.fields[f"pointer-{name}"] = _many(_("Deployers"), deployers)
        self.fields[f"pointer-{name}"].initial = [keyid for keyid, _label in deployers]

    def groups(self) -> list[dict[str, Any]]:
        """Environment and its bound fields, for the template."""
        return [
            {
                "environment": each,
                "fields": [self[f"{field}-{each.name}"] for field in ("approve", "threshold", "undo", "pointer")],
            }
            for each in self.environments
        ]

    def clean(self) -> dict[str, Any]:
        """A deployer is chosen where deployers undo."""
        data = super().clean() or {}
        for each in self.environments:
            if data.get(f"undo-{each.name}") == Environment.Undo.DEPLOYER and not data.get(f"pointer-{each.name}"):
                self.add_error(f"pointer-{each.name}", _("Enrol the deployer's key first, then choose it here."))
        return data

    @property
    def wanted(self) -> Wanted:
        """What a valid form says."""
        data = self.cleaned_data
        environments = {
            each.name: WantedEnvironment(
                approve=frozenset(data[f"approve-{each.name}"]) if data[f"threshold-{each.name}"] else frozenset(),
                threshold=data[f"threshold-{each.name}"],
                pointer=frozenset(data[f"pointer-{each.name}"])
                if data[f"undo-{each.name}"] == Environment.Undo.DEPLOYER
                else frozenset(),
            )
            for each in self.environments
        }
        return Wanted(frozenset(data["root"]), data["root_threshold"], environments)


def _many(label: Any, choices: list[tuple[str, Any]], *, required: bool = False) -> forms.MultipleChoiceField:
    hint = "" if choices else _("No key is enrolled for this yet.")
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple, required=required, help_text=hint
    )


def _said(record: SigningKeyRecord) -> str:
    return f"{record.holder_name} · {record.key_id[:8]}…"

"""Form of a new API token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.applications.access import Scope
from handrail.applications.models import Application
from handrail.console.forms import ConsoleForm

SCOPES = [
    (Scope.PACKAGES_READ, _("read packages (watch, pull)")),
    (Scope.REPORTS_WRITE, _("report what is live (watch)")),
    (Scope.CONTENT_READ, _("read content (export)")),
    (Scope.CONTENT_WRITE, _("write content (import)")),
    (Scope.RELEASES_WRITE, _("propose releases, hand in approvals, make live, roll back, pause, stop")),
    (Scope.EVIDENCE_READ, _("read evidence: who approved what (evidence)")),
    (Scope.POWER, _("Power Mode: propose captured items, sync assets")),
]


class TokenForm(ConsoleForm):
    """Label, scopes, environment, lifetime."""

    label = forms.CharField(label=_("Label"), max_length=120, widget=forms.TextInput({"placeholder": "handrail watch"}))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("No token approves."),
    )
    environment = forms.ChoiceField(label=_("Environment"), required=False)
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        empty_value=None,
        required=False,
        initial=90,
        choices=[(90, _("90 days")), (365, _("one year")), ("", _("until it is revoked"))],
    )

    def __init__(self, application: Application, *args: Any, **kwargs: Any) -> None:
        """Offer the application's environments."""
        super().__init__(*args, **kwargs)
        names = [(environment.name, environment.name) for environment in application.environments.all()]
        self.fields["environment"].choices = [("", _("all")), *names]  # type: ignore[attr-defined]

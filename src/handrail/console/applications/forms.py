"""Forms of an application's settings."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from handrail.applications.models import Environment
from handrail.console.forms import ConsoleForm


class PolicyForm(ConsoleForm):
    """Policy of one environment."""

    approvals_needed = forms.IntegerField(label=_("Approvals needed"), min_value=0, max_value=5)
    approval = forms.ChoiceField(
        label=_("Approvals are given"),
        choices=[
            (Environment.Approval.CONSOLE, _("in this console, or outside it")),
            (Environment.Approval.INDEPENDENT, _("only outside it, with “handrail approve”")),
        ],
        help_text=_("Against a console that is itself taken over only approval outside it helps."),
    )
    pointer_days = forms.TypedChoiceField(
        label=_("A signed pointer lasts"),
        coerce=int,
        choices=[(30, _("30 days (watch renews it)")), (180, _("180 days (zips are carried by hand)"))],
    )

    def __init__(self, environment: Environment, data: QueryDict | None = None) -> None:
        """Filled with the environment's policy."""
        initial = {
            "approvals_needed": environment.approvals_needed,
            "approval": environment.approval,
            "pointer_days": environment.pointer_days,
        }
        super().__init__(data, initial=initial, auto_id=f"{environment.name}_%s")

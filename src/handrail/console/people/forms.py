"""Forms of the people pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.applications.access import Role
from handrail.applications.models import Application
from handrail.console.forms import ConsoleForm
from handrail.console.people.words import ROLE_TEXTS, ROLES
from handrail.console.signin.forms import LANGUAGE_CHOICES

_ROLE_CHOICES = [(role.value, ROLES[role.value]) for role in Role]
EVERYWHERE = ""


class InviteForm(ConsoleForm):
    """A new person."""

    display_name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(label=_("Language of the console"), choices=LANGUAGE_CHOICES, required=False)


class GrantForm(ConsoleForm):
    """A role for a person: everywhere, in one application, or in one environment of it."""

    role = forms.ChoiceField(label=_("Role"), choices=_ROLE_CHOICES)
    where = forms.ChoiceField(label=_("Where"), required=False)

    def __init__(self, applications: list[Application], *args: Any, everywhere: bool = True, **kwargs: Any) -> None:
        """Offer every application, and its environments for the roles that can be limited to one."""
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [(EVERYWHERE, _("All applications"))] if everywhere else []
        for application in applications:
            choices.append((application.key, application.name))
            choices.extend(
                (f"{application.key}/{environment.name}", f"{application.name} · {environment.name}")
                for environment in application.environments.all()
            )
        field = self.fields["where"]
        field.choices = choices  # type: ignore[attr-defined]
        field.help_text = _("Only approver and publisher can be limited to one environment.")
        self.fields["role"].help_text = "; ".join(f"{ROLES[r.value]}: {ROLE_TEXTS[r.value]}" for r in Role)

    @property
    def place(self) -> tuple[str, str]:
        """Key and environment name; empty for everywhere."""
        key, _slash, environment = self.cleaned_data["where"].partition("/")
        return key, environment


class GrantByAddressForm(GrantForm):
    """The same for somebody known by address (an application's own administrator does not see everybody)."""

    email = forms.EmailField(label=_("E-mail address of the person"))
    field_order = ["email", "role", "where"]

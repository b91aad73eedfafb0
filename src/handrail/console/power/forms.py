"""Forms of the page of Power Mode."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.applications.models import Application
from handrail.console.forms import ConsoleForm


class CodeForm(ConsoleForm):
    """The code that the app shows."""

    code = forms.CharField(
        label=_("Type the code the app shows"),
        max_length=40,
        help_text=_("In the app: bubble → Connect by code. Blanks, hyphens and small letters do not matter."),
        widget=forms.TextInput(
            {
                "class": "power-code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "placeholder": "ABCD EFGH",
            }
        ),
    )


class OriginForm(ConsoleForm):
    """A further origin of the app's pages."""

    environment = forms.ChoiceField(label=_("Environment"))
    origin = forms.CharField(
        label=_("Origin"),
        max_length=300,
        help_text=_(
            "Scheme, host and port as browsers send them: https://app.example, capacitor://localhost, file:// or null."
        ),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "placeholder": "capacitor://localhost"}),
    )

    def __init__(self, application: Application, *args: object, **kwargs: object) -> None:
        """Only environments made for authoring take part."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        names = application.environments.filter(power=True).values_list("name", flat=True)
        self.fields["environment"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]

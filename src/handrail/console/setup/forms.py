"""Forms of the creation flow."""

import unicodedata
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from handrail.applications.models import Application, Environment
from handrail.applications.services import HostingChoice
from handrail.compile.sdk_words import catalogue
from handrail.console.forms import ConsoleForm
from handrail.library.services import display_name


def language_choices() -> list[tuple[str, str]]:
    """The languages that the SDK has words for, by their own names."""
    named = [(code, display_name(code)) for code in catalogue()]
    return sorted(named, key=lambda pair: _collation(pair[1]))


def _collation(name: str) -> tuple[str, str]:
    """Where a name stands in a list: its letters without their marks count first, so that č stands beside c."""
    folded = name.casefold()
    letters = unicodedata.normalize("NFD", folded)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)), folded


class ApplicationForm(ConsoleForm):
    """Step 1."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("What your colleagues call it."),
        widget=forms.TextInput({"placeholder": _("Online banking"), "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(Application.Kind.WEB, _("Web application")), (Application.Kind.HYBRID, _("Hybrid web view"))],
        widget=forms.RadioSelect,
        initial=Application.Kind.WEB,
    )

    def __init__(self, *args: Any, new: bool = True, **kwargs: Any) -> None:
        """Languages are chosen for a new application; later they have a page of their own."""
        super().__init__(*args, **kwargs)
        if new:
            choices = language_choices()
            self.fields["base_language"] = forms.ChoiceField(
                label=_("Base language"),
                choices=choices,
                help_text=_("Content is written in it first; a missing translation falls back to it."),
            )
            self.fields["languages"] = forms.MultipleChoiceField(
                label=_("Further languages"),
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("More can be added at any time."),
            )

    @property
    def chosen_languages(self) -> list[str]:
        """Base language first."""
        base = self.cleaned_data["base_language"]
        return [base, *(name for name in self.cleaned_data["languages"] if name != base)]


class EnvironmentHostingForm(ConsoleForm):
    """Step 2, one environment. Addresses are text: the service checks them and says what is wrong with them."""

    self_hosted_url = forms.CharField(
        label=_("Self-hosted URL"),
        required=False,
        max_length=500,
        help_text=_("Address of a directory on your own web server, where the content files will lie."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    page_url = forms.CharField(
        label=_("Address of the app"),
        required=False,
        max_length=500,
        help_text=_("A page of the app itself, in this environment. Power Mode opens it."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    collector_url = forms.CharField(
        label=_("Collector"),
        required=False,
        max_length=500,
        help_text=_("Where plays and answers are counted: the address of handrail collect. Empty: nothing is sent."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, environment: Environment, data: QueryDict | None = None) -> None:
        """Fields named after the environment; Power Mode is never offered in production."""
        initial = {
            "self_hosted_url": environment.self_hosted_url if environment.application.self_hosted else "",
            "page_url": environment.page_url,
            "power": environment.power,
            "collector_url": environment.collector_url,
        }
        super().__init__(data, prefix=environment.name, initial=initial)
        self.environment = environment
        self.fields["self_hosted_url"].widget.attrs["placeholder"] = f"https://guides.example.com/{environment.name}"
        self.fields["page_url"].widget.attrs["placeholder"] = "https://app.example.com/"
        self.fields["collector_url"].widget.attrs["placeholder"] = "https://guides.example.com/h/in"
        if environment.name != "production":
            self.fields["power"] = forms.BooleanField(
                label=_("Made for authoring"),
                required=False,
                help_text=_("The snippet pins the SDK with Power Mode: capture, preview and repair inside the app."),
            )

    @property
    def choice(self) -> HostingChoice:
        """What the service takes."""
        data = self.cleaned_data
        return HostingChoice(data["self_hosted_url"], data["page_url"], bool(data.get("power")), data["collector_url"])


class EnvironmentForm(ConsoleForm):
    """A further environment."""

    name = forms.CharField(
        label=_("Name of a further environment"), max_length=32, widget=forms.TextInput({"placeholder": "test"})
    )
    power = forms.BooleanField(label=_("Made for authoring"), required=False)

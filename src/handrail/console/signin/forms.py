"""Forms of the own account and of an invitation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.accounts.models import LANGUAGES
from handrail.console.forms import ConsoleForm

LANGUAGE_CHOICES = [("", _("as the browser says")), *LANGUAGES[1:]]


class ProfileForm(ConsoleForm):
    """Name and language."""

    display_name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language of the console"), choices=LANGUAGE_CHOICES, required=False)


class NewPasswordForm(ConsoleForm):
    """An invited person's first password."""

    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 12 characters; a few words in a row are easy to remember."),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

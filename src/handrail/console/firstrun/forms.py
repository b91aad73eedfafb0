"""Form of the first run."""

from django import forms
from django.utils.translation import gettext_lazy as _

from handrail.console.forms import ConsoleForm


class FirstRunForm(ConsoleForm):
    """The first administrator."""

    display_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput({"autocomplete": "username"}))
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters; a few words in a row are easy to remember."),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    sample = forms.BooleanField(
        label=_("Add a sample application"),
        help_text=_("An application “Sample” to look around in."),
        required=False,
        initial=True,
    )

"""The form that enrols a key."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from handrail.applications.models import Application
from handrail.console.forms import ConsoleForm


class EnrolForm(ConsoleForm):
    """Who holds which key where."""

    environment = forms.ChoiceField(label=_("Environment"))
    email = forms.EmailField(label=_("E-mail address of the approver"))
    public = forms.FileField(
        label=_("Public key"), help_text=_("The file that “handrail keys export” wrote on the approver's machine.")
    )

    def __init__(
        self,
        application: Application,
        data: QueryDict | None = None,
        files: "MultiValueDict[str, UploadedFile[Any]] | None" = None,
    ) -> None:
        """With the application's environments."""
        super().__init__(data, files)
        field = self.fields["environment"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(each.name, each.name) for each in application.environments.all()]

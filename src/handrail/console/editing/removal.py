"""Archiving one document from its page, with the reason in words when others still use it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from handrail.console.pages import application_of, person
from handrail.console.words import error_in_words
from handrail.errors import HandrailError
from handrail.library.documents import archive_document
from handrail.library.kinds import Kind


def remove_document(request: HttpRequest, key: str, name: str, *, kind: Kind, here: str, to: str) -> HttpResponse:
    """Archive and go to ``to``; when that is refused, say why on ``here``."""
    application = application_of(request, key)
    try:
        row = archive_document(
            actor=person(request),
            application=application,
            kind=kind,
            name=name,
            expected_version=int(request.POST.get("version") or 0),
        )
    except HandrailError as error:
        messages.error(request, error_in_words(error))
        return HttpResponseRedirect(here)
    messages.success(request, _("“{name}” was taken out; its history is kept.").format(name=row.title))
    return HttpResponseRedirect(to)

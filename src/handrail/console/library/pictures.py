"""Pictures and videos: upload, look at, take out."""

from csp.constants import SELF
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from handrail.console.byte_ranges import in_range
from handrail.console.pages import application_of, person, render_application
from handrail.console.words import error_in_words
from handrail.errors import HandrailError
from handrail.library.access import may_edit
from handrail.library.media import MAX_BYTES, add_media, delete_media, find_media, list_media


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, key: str) -> HttpResponse:
    """All of them; POST uploads one."""
    application = application_of(request, key)
    user = person(request)
    if request.method == "POST":
        upload = request.FILES.get("picture")
        if upload is None:
            messages.error(request, _("Choose a file first."))
        else:
            name = request.POST.get("name", "").strip() or (upload.name or "").rsplit(".", 1)[0]
            try:
                add_media(actor=user, application=application, name=name, data=upload.read(MAX_BYTES + 1))
            except HandrailError as error:
                messages.error(request, error_in_words(error))
            else:
                messages.success(request, _("The file is stored."))
        return HttpResponseRedirect(reverse("media", args=(application.key,)))
    context = {
        "pictures": list_media(actor=user, application=application),
        "may_edit": may_edit(user, application),
    }
    response = render_application(request, "console/library/pictures.html", application, "media", context)
    response._csp_update = {"media-src": [SELF]}  # type: ignore[attr-defined]
    return response


@require_safe
def one(request: HttpRequest, key: str, sha256: str) -> HttpResponse:
    """The bytes, by content: they may be kept for ever."""
    media = find_media(actor=person(request), application=application_of(request, key), sha256=sha256)
    response = HttpResponse(bytes(media.blob.data), content_type=media.content_type)
    response["Cache-Control"] = "private, max-age=31536000, immutable"
    return in_range(request, response)


@require_POST
def remove(request: HttpRequest, key: str, sha256: str) -> HttpResponse:
    """Take one out; refused while something shows it."""
    application = application_of(request, key)
    try:
        delete_media(actor=person(request), application=application, sha256=sha256)
    except HandrailError as error:
        messages.error(request, error_in_words(error))
    else:
        messages.success(request, _("The file was taken out."))
    return HttpResponseRedirect(reverse("media", args=(application.key,)))

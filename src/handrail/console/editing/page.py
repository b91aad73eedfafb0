"""The page on which one document is edited: structural buttons, errors at their fields, two people saving."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pydantic import ValidationError

from handrail.applications.models import Application
from handrail.campaigns.content import load_content
from handrail.compile.diff import diff, in_words
from handrail.compile.wording import Speech
from handrail.console.editing.errors import errors_by_path
from handrail.console.editing.makers import MAKERS
from handrail.console.editing.nested import Raw, apply_command, cleaned, nest
from handrail.console.editing.options import content_languages, inside_options, options_of, rule_words
from handrail.console.editing.steps import after_command, before_command
from handrail.console.pages import application_of, person, render_application
from handrail.errors import InvalidInputError
from handrail.library.access import may_edit, may_translate
from handrail.library.documents import NameTakenError, StaleVersionError, find_document, save_document
from handrail.library.kinds import Kind, name_of
from handrail.library.models import Document
from handrail.library.naming import slug_from
from handrail.schema.authored.application import ApplicationContent
from handrail.schema.base import AuthoredModel


def reader_speech() -> Speech:
    """The language of sentences that lower layers word themselves."""
    return "de" if (get_language() or "en").startswith("de") else "en"


def _as_it_is(raw: Raw, content: ApplicationContent) -> dict[str, Any]:
    data: dict[str, Any] = cleaned(raw)
    return data


def _plain(document: AuthoredModel) -> Raw:
    return document.model_dump(mode="json", by_alias=True)


def _whole(stored: Raw, posted: Raw) -> Raw:
    return {**stored, **posted}


@dataclass(frozen=True)
class Editor:
    """How documents of one kind are edited.

    Attributes:
        kind: of the documents.
        template: extends ``console/editing/page.html``.
        active: navigation entry.
        after: (application key, document name) → address after saving.
        to_raw: what the form shows.
        from_raw: plain data for the schema to validate.
        merge: stored and posted raw → the whole raw document.
        fresh: raw form of a new document.
        prepare: further context from the raw document.
    """

    kind: Kind
    template: str
    active: str
    after: Callable[[str, str], str]
    to_raw: Callable[[Any], Raw] = _plain
    from_raw: Callable[[Raw, ApplicationContent], dict[str, Any]] = _as_it_is
    merge: Callable[[Raw, Raw], Raw] = _whole
    fresh: Raw = field(default_factory=dict)
    prepare: Callable[[Raw, ApplicationContent], dict[str, Any]] = lambda raw, content: {}


@dataclass
class _Shown:
    """What the page is about to show."""

    raw: Raw
    version: int | None
    errors: dict[str, str] = field(default_factory=dict)
    conflict: dict[str, Any] | None = None
    unsaved: bool = False
    looking_at: str | None = None
    added: bool = False
    problem: str = ""


@dataclass(frozen=True)
class _Page:
    """Where we are."""

    request: HttpRequest
    application: Application
    editor: Editor
    content: ApplicationContent
    row: Document | None


def edit_document(request: HttpRequest, key: str, name: str | None, editor: Editor) -> HttpResponse:
    """Show, redraw or save one document.

    Args:
        request: GET shows; POST redraws (structural buttons) or, with ``do=save``, saves.
        key: of the application.
        name: of the document; None makes a new one.
        editor: of its kind.
    """
    application = application_of(request, key)
    user = person(request)
    row = None
    if name is not None:
        row = find_document(actor=user, application=application, kind=editor.kind, name=name)
    content = load_content(actor=user, application=application)
    page = _Page(request, application, editor, content, row)
    stored = editor.to_raw(row.document) if row is not None else dict(editor.fresh)
    shown = _Shown(stored, row.version if row is not None else None)
    if request.method == "POST":
        answer = _receive(page, shown)
        if answer is not None:
            return answer
    return _render(page, shown)


def _receive(page: _Page, shown: _Shown) -> HttpResponse | None:
    request, editor = page.request, page.editor
    shown.raw = as_posted(request, page.application, page.content, editor, shown.raw)
    shown.unsaved = True
    seen = request.POST.get("version", "")
    shown.version = int(seen) if seen.isdigit() else None
    command = request.POST.get("do", "redraw")
    if command != "save":
        before_command(shown.raw, command)
        moved = apply_command(shown.raw, command, MAKERS)
        shown.added = command.startswith("add:")
        shown.looking_at = after_command(shown.raw, command) or moved or request.POST.get("place") or None
        return None
    if page.row is None and editor.kind.key and not shown.raw.get(editor.kind.key):
        title = str(shown.raw.get(editor.kind.title) or "")
        shown.raw[editor.kind.key] = slug_from(title, editor.kind.name.lower())
    data = editor.from_raw(shown.raw, page.content)
    try:
        document = editor.kind.model.model_validate(data)
    except ValidationError as error:
        shown.errors = errors_by_path(error, data)
        return None
    return _save(page, document, shown)


def as_posted(
    request: HttpRequest, application: Application, content: ApplicationContent, editor: Editor, stored: Raw
) -> Raw:
    """The whole raw document as the form has it now; of who may not edit, only the texts count.

    Args:
        request: holds the form's fields.
        application: whose document it is.
        content: the application's drafts.
        editor: of the document's kind.
        stored: the raw document as it is stored.
    """
    posted = nest(request.POST)
    if may_edit(person(request), application):
        return editor.merge(stored, posted)
    made: Raw = with_texts(stored, posted, {each.name for each in content.languages})
    return made


def with_texts(stored: Any, posted: Any, languages: Set[str]) -> Any:
    """The stored raw document with nothing but texts taken from the posted one: what a translator's form holds.

    Args:
        stored: the raw document as it is stored.
        posted: what the form sent.
        languages: names of the application's languages: a text's keys are among them.
    """
    if isinstance(stored, Mapping) and isinstance(posted, Mapping):
        if stored.keys() <= languages and posted.keys() & languages:
            return {**stored, **{name: text for name, text in posted.items() if name in languages}}
        return {
            key: with_texts(held, posted[key], languages) if key in posted else held for key, held in stored.items()
        }
    if isinstance(stored, list) and isinstance(posted, list):
        return [with_texts(held, posted[i], languages) if i < len(posted) else held for i, held in enumerate(stored)]
    return stored


def _save(page: _Page, document: AuthoredModel, shown: _Shown) -> HttpResponse | None:
    request, application, editor = page.request, page.application, page.editor
    try:
        saved = save_document(
            actor=person(request),
            application=application,
            kind=editor.kind,
            document=document,
            expected_version=shown.version,
        )
    except StaleVersionError as error:
        shown.conflict = _conflict(page, error.current, document)
        shown.version = error.current.version
        return None
    except NameTakenError:
        shown.errors = {editor.kind.key: _("Something else has this id already.")}
        return None
    except InvalidInputError as error:
        shown.problem = error.message
        return None
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(_then(request) or editor.after(application.key, saved.name))


def _then(request: HttpRequest) -> str:
    """Where to go on after saving: a path of this console only."""
    target = request.POST.get("then", "")
    return target if target.startswith("/") and not target.startswith(("//", "/\\")) else ""


def _conflict(page: _Page, current: Document, mine: AuthoredModel) -> dict[str, Any]:
    """Who saved what when, and the difference between that and what this person was about to save."""
    kind = page.editor.kind
    content = load_content(actor=person(page.request), application=page.application)
    if kind.key:
        others = [each for each in getattr(content, kind.field) if getattr(each, kind.key) != name_of(kind, mine)]
        changed = content.model_copy(update={kind.field: [*others, mine]})
    else:
        changed = content.model_copy(update={kind.field: getattr(mine, kind.field, mine)})
    speech = reader_speech()
    return {
        "who": current.updated_by_name,
        "when": current.updated_at,
        "differences": [in_words(each, speech) for each in diff(content, changed)][:40],
    }


def _render(page: _Page, shown: _Shown) -> HttpResponse:
    user, content = person(page.request), page.content
    options = options_of(content)
    options.update(inside_options(shown.raw))
    editable = may_edit(user, page.application)
    context: dict[str, Any] = {
        "document": page.row,
        "raw": shown.raw,
        "version": shown.version if shown.version is not None else "",
        "errors": shown.errors,
        "conflict": shown.conflict,
        "problem": shown.problem,
        "unsaved": shown.unsaved,
        "looking_at": shown.looking_at or "",
        "added": shown.added,
        "content_languages": content_languages(content),
        "options": options,
        "rule_words": rule_words(),
        "locked": not editable,
        "may_translate": may_translate(user, page.application),
        "may_edit": editable,
        "kind_name": page.editor.kind.name,
        **page.editor.prepare(shown.raw, content),
    }
    status = 409 if shown.conflict else 422 if shown.errors or shown.problem else 200
    editor = page.editor
    return render_application(page.request, editor.template, page.application, editor.active, context, status=status)


def plain_mapping(value: object) -> Mapping[str, Any]:
    """A raw part that should be an object."""
    return value if isinstance(value, Mapping) else {}

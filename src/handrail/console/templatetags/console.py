"""Small parts of the console's templates: icons, assets, islands, fields, times."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select, SelectMultiple
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from handrail.console.audit.words import action_in_words
from handrail.console.people.words import ROLES
from handrail.console.states import badge

register = template.Library()
_ASSETS = Path(__file__).resolve().parents[2] / "static"


@lru_cache(maxsize=128)
def _icon(name: str) -> SafeString:
    # The file is ours; the name comes from templates and navigation entries, never from a request.
    return mark_safe(render_to_string(f"console/icons/{name}.svg").strip())  # noqa: S308


@register.simple_tag
def icon(name: str) -> SafeString:
    """The drawn icon of that name; it is decoration, the words beside it say what it means."""
    return _icon(name)


@lru_cache(maxsize=128)
def _version(path: str, changed_at: float) -> str:
    return hashlib.sha256((_ASSETS / path).read_bytes()).hexdigest()[:12]


@register.simple_tag
def asset(path: str) -> str:
    """Address of a built file, e.g. ``console/console.css``, with a version so that caches never serve an old one."""
    file = _ASSETS / path
    return f"{static(path)}?v={_version(path, file.stat().st_mtime)}" if file.is_file() else static(path)


@register.simple_tag(takes_context=True)
def island(context: dict[str, Any], name: str) -> SafeString:
    """The script of ``console/src/<name>/index.ts``, under the page's nonce."""
    request = context.get("request")
    nonce = str(request.csp_nonce) if request is not None else ""
    return format_html('<script src="{}" nonce="{}" defer></script>', asset(f"console/{name}.js"), nonce)


@register.inclusion_tag("console/parts/field.html")
def field(bound: BoundField, hint: bool = True) -> dict[str, Any]:
    """Label, control, hint and errors of one form field, wired up for screen readers."""
    widget = bound.field.widget
    many = isinstance(widget, CheckboxSelectMultiple | RadioSelect)
    check = isinstance(widget, CheckboxInput)
    if check:
        css = "form-check-input"
    elif isinstance(widget, Select | SelectMultiple) and not many:
        css = "form-select"
    else:
        css = "" if many else "form-control"
    described = [f"{bound.id_for_label}_hint"] if bound.help_text and hint else []
    described += [f"{bound.id_for_label}_error"] if bound.errors else []
    classes = (widget.attrs.get("class"), css, "is-invalid" if bound.errors else "")
    attributes: dict[str, str | bool] = {"class": " ".join(filter(None, classes))}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    control = "" if many else bound.as_widget(attrs=attributes)
    return {"bound": bound, "control": control, "check": check, "many": many, "hint": bound.help_text if hint else ""}


@register.inclusion_tag("console/parts/when.html")
def when(moment: Any) -> dict[str, Any]:
    """A time as "2 minutes ago", the exact one in the viewer's zone as title; without script in UTC."""
    return {"moment": moment}


@register.inclusion_tag("console/parts/badge.html")
def state_badge(state: str) -> dict[str, Any]:
    """Coloured badge with words for a connection state or a release state."""
    return badge(state)


@register.inclusion_tag("console/parts/application_icon.html")
def application_icon(application: Any, size: str = "") -> dict[str, Any]:
    """The synced icon of an application, else its first letter."""
    return {"application": application, "size": size, "colour": sum(map(ord, application.key)) % 6}


@register.simple_tag
def action_words(action: str) -> str:
    """An action of the audit log in words."""
    return action_in_words(action)


@register.filter
def role_words(role: str) -> str:
    """A role in words."""
    return str(ROLES.get(role, role))

"""The audit log: of the installation with a check of its chain, and of one application."""

import json
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from handrail.accounts.audit import entries, verify_chain
from handrail.accounts.models import AuditEntry
from handrail.applications.access import Role, require
from handrail.console.audit.words import ACTIONS
from handrail.console.pages import application_of, person, render_application

PER_PAGE = 50


def _context(request: HttpRequest, found: QuerySet[AuditEntry]) -> dict[str, Any]:
    who, action = request.GET.get("who", "").strip(), request.GET.get("action", "")
    if who:
        found = found.filter(actor_name__icontains=who)
    if action:
        found = found.filter(action=action)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    actions = sorted(((code, str(words)) for code, words in ACTIONS.items()), key=lambda pair: pair[1])
    return {"page": page, "who": who, "action": action, "actions": actions}


@require_safe
def installation(request: HttpRequest) -> HttpResponse:
    """Everything that happened; with ``?verify=1`` the whole chain is walked."""
    require(person(request), Role.ADMINISTRATOR, Role.AUDITOR)
    context = _context(request, entries())
    if "verify" in request.GET:
        context["verdict"] = verify_chain()
    return render(request, "console/audit/installation.html", {**context, "active": "audit"})


@require_safe
def application_log(request: HttpRequest, key: str) -> HttpResponse:
    """What happened in one application."""
    application = application_of(request, key, Role.ADMINISTRATOR, Role.AUDITOR)
    context = _context(request, entries(application))
    return render_application(request, "console/audit/application.html", application, "settings", context)


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """All entries, oldest first, one JSON object a line, with their hashes."""
    require(person(request), Role.ADMINISTRATOR, Role.AUDITOR)
    fields = ("sequence", "at", "actor_kind", "actor_name", "action", "target", "application_key", "details")
    rows = entries().order_by("sequence").values(*fields, "previous_hash", "entry_hash")
    lines = "".join(json.dumps(row, default=str, ensure_ascii=False) + "\n" for row in rows)
    headers = {"Content-Disposition": 'attachment; filename="handrail-audit.jsonl"'}
    return HttpResponse(lines, content_type="application/x-ndjson; charset=utf-8", headers=headers)

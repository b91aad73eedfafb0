"""The applications, how each is set up, and what an author points at in it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from journeys.apps.served import App

PETS = {
    "openapi": "3.0.3",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "/api"}],
    "tags": [{"name": "pets"}, {"name": "owners"}],
    "paths": {
        f"/{tag}": {
            "get": {
                "tags": [tag],
                "operationId": f"list-{tag}",
                "summary": f"All {tag}",
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": {"description": "They are listed."}},
            },
            "post": {
                "tags": [tag],
                "operationId": f"add-{tag}",
                "summary": f"One more of the {tag}",
                "responses": {"201": {"description": "It is kept."}},
            },
        }
        for tag in ("pets", "owners")
    },
}
"""A description of an interface, for the three applications that show one."""

STRICT = "default-src 'none'; base-uri 'self'; form-action 'self'; connect-src 'self' {content}; "
Point = Callable[[Page], Locator]


@dataclass(frozen=True)
class Case:
    """An application and the tour through it.

    Attributes:
        app: the application.
        made_with: what it is made of, for the report of a failure.
        begin: the element that the tour begins at; pressing it leads on.
        then: the element of the second step, there only after the press.
        last: the element of the third step.
        tipped: the element that the tip explains; it can have the focus.
        changes: what the application redraws itself by, in the middle of the tour.
    """

    app: App
    made_with: str
    begin: Point
    then: Point
    last: Point
    tipped: Point
    changes: Callable[[Page], None] = field(default=lambda page: None)


def named(role: str, name: str) -> Point:
    """The element of this role and exact name."""
    return lambda page: page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]


CASES = {
    "django-admin": Case(
        App("", "/admin/", STRICT + "script-src 'self' {sdk}; style-src 'self'; img-src 'self'"),
        "Django templates, server-rendered",
        begin=named("link", "Users"),
        then=named("link", "Add user"),
        last=lambda page: page.locator("#searchbar"),
        tipped=named("link", "Groups"),
    ),
    "swagger-ui": Case(
        App(
            "swagger-ui-dist/package",
            "/index.html",
            STRICT + "script-src 'self' {sdk}; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
            {
                "/swagger-initializer.js": "window.onload = () => { window.ui = SwaggerUIBundle({ spec: "
                + json.dumps(PETS)
                + ", dom_id: '#swagger-ui', deepLinking: true, presets: [SwaggerUIBundle.presets.apis], "
                "validatorUrl: null }) }"
            },
        ),
        "React and Redux",
        begin=lambda page: page.get_by_role("button", name="GET /pets All pets"),
        then=lambda page: page.get_by_role("button", name="Try it out"),
        last=lambda page: page.get_by_role("button", name="POST /owners One more"),
        tipped=lambda page: page.locator(".servers select"),
        changes=lambda page: page.get_by_role("button", name="Collapse operation").first.click(),
    ),
    "scalar": Case(
        App(
            "scalar-api-reference/package",
            "/index.html",
            STRICT
            + "script-src 'self' {sdk}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:",
            {
                "/index.html": '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pets</title></head>'
                '<body><div id="app"></div><script src="dist/browser/standalone.js"></script>'
                '<script src="start.js"></script></body></html>',
                "/start.js": f"Scalar.createApiReference('#app', {{content: {json.dumps(PETS)}, "
                "withDefaultFonts: false, telemetry: false})",
            },
        ),
        "Vue 3",
        begin=lambda page: page.get_by_role("button", name="Show all owners endpoints"),
        then=lambda page: page.get_by_role("button", name="Test Request (get /owners)"),
        last=lambda page: page.get_by_role("link", name="Open API Client"),
        tipped=lambda page: page.get_by_role("button", name="Ask AI", exact=True),
        changes=lambda page: page.get_by_role("button", name="Set dark mode").click(),
    ),
    "rapidoc": Case(
        App(
            "rapidoc/package",
            "/page.html",
            STRICT + "script-src 'self' {sdk}; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
            {
                "/page.html": '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pets</title></head>'
                '<body><rapi-doc spec-url="/pets.json" render-style="focused" load-fonts="false"></rapi-doc>'
                '<script type="module" src="dist/rapidoc-min.js"></script></body></html>',
                "/pets.json": json.dumps(PETS),
            },
        ),
        "Lit web components, everything in shadow roots",
        begin=lambda page: page.locator(".nav-bar-path", has_text="All pets"),
        then=lambda page: page.get_by_role("button", name="TRY"),
        last=lambda page: page.locator(".nav-bar-path", has_text="One more of the owners"),
        tipped=lambda page: page.get_by_placeholder("Filter"),
        changes=lambda page: page.locator(".nav-bar-path", has_text="All owners").click(),
    ),
    "altair": Case(
        App(
            "altair-static/package/build/dist",
            "/index.html",
            STRICT + "script-src 'self' {sdk}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'",
            {"/start.js": "AltairGraphQL.init()"},
            '<script type="module" src="start.js"></script>',
        ),
        "Angular",
        begin=lambda page: page.get_by_role("tab", name="Auth"),
        then=lambda page: page.locator("nz-select"),
        last=lambda page: page.get_by_role("button", name="Send Request"),
        tipped=lambda page: page.get_by_role("button", name="Docs"),
        changes=lambda page: page.get_by_text("Add new").click(),
    ),
    "sb-admin": Case(
        App(
            "startbootstrap-sb-admin-2/package",
            "/index.html",
            STRICT + "script-src 'self' {sdk}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'",
        ),
        "Bootstrap 4 and jQuery",
        begin=lambda page: page.get_by_role("link", name="Tables"),
        then=lambda page: page.get_by_role("searchbox", name="Search:"),
        last=lambda page: page.get_by_role("columnheader", name="Age").first,
        tipped=lambda page: page.get_by_role("textbox", name="Search").first,
        changes=lambda page: page.get_by_role("columnheader", name="Name").first.click(),
    ),
    "jupyterlab": Case(
        App(
            "jupyterlite-core/package",
            "/lab/index.html",
            STRICT
            + "script-src 'self' {content} 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; manifest-src 'self'",
        ),
        "Lumino widgets and React",
        begin=named("tab", "Running Terminals and Kernels"),
        then=named("button", "Refresh List"),
        last=named("tab", "Table of Contents"),
        tipped=lambda page: page.get_by_role("button", name="New Launcher", exact=True),
        changes=lambda page: page.get_by_role("tab", name="File Browser").click(),
    ),
}

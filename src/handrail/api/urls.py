"""The REST API at ``/api/v1``: every module of this package that has a ``router`` is mounted by itself."""

import importlib
import pkgutil

from ninja import NinjaAPI, Router

import handrail.api as package
from handrail.api.auth import PersonAuth, TokenAuth
from handrail.api.problems import install_error_mapping

API_VERSION = "1"

api = NinjaAPI(
    title="Handrail",
    version=API_VERSION,
    description="Everything the console does. Programs send `Authorization: Bearer <token>`; errors are "
    '`{"code", "message", "params"}`.',
    docs_url=None,
    openapi_url="/openapi.json",
    auth=[TokenAuth(), PersonAuth()],
    urls_namespace="api",
)
install_error_mapping(api)

for _found in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
    if _found.name in {"urls", "auth", "problems", "actors"}:
        continue
    _router = getattr(importlib.import_module(f"handrail.api.{_found.name}"), "router", None)
    if isinstance(_router, Router):
        api.add_router("", _router)

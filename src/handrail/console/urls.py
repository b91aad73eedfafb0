"""Addresses of the console: every page folder's ``urls.py`` is found by itself.

A page folder ``console/<page>/`` has ``urls.py`` with ``urlpatterns`` (full paths from the root), and may have
``navigation`` and ``app_name``. Nothing else has to be touched to add a page.
"""

import importlib
import importlib.util
import pkgutil

from django.urls import URLPattern, URLResolver, include, path

from handrail import console
from handrail.console.navigation import register

urlpatterns: list[URLPattern | URLResolver] = []

for _found in sorted(pkgutil.iter_modules(console.__path__), key=lambda m: m.name):
    if not _found.ispkg or importlib.util.find_spec(f"handrail.console.{_found.name}.urls") is None:
        continue
    _page = importlib.import_module(f"handrail.console.{_found.name}.urls")
    urlpatterns.append(path("", include(_page.__name__)))
    register(getattr(_page, "navigation", []))

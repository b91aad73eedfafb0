"""The four steps from nothing to a connected application."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def new(request: HttpRequest) -> HttpResponse:
    """Step 1 for a new application."""
    return render(request, "console/base.html", {})

"""All addresses of the console."""

from django.urls import include, path

from handrail.api.urls import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("handrail.console.urls")),
]

"""Address of the first run."""

from django.urls import path

from handrail.console.firstrun import views

urlpatterns = [path("first-run", views.first_run_page, name="first-run")]

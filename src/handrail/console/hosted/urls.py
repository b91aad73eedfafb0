"""Content of applications that this console hosts itself."""

from django.urls import path

from handrail.console.hosted import views

urlpatterns = [path("hosted/<slug:key>/<path:name>", views.hosted, name="hosted")]

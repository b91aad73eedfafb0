"""API tokens."""

from django.urls import path

from handrail.console.tokens import views

urlpatterns = [
    path("applications/<slug:key>/tokens/", views.tokens, name="tokens"),
    path("applications/<slug:key>/tokens/<int:token_id>/revoke", views.revoke, name="token-revoke"),
]

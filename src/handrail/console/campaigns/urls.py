"""Addresses of the campaign pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from handrail.console.campaigns import editing, listing, preview, review
from handrail.console.navigation import NavigationEntry

_ONE = "applications/<slug:key>/campaigns/<slug:name>/"

urlpatterns = [
    path("applications/<slug:key>/campaigns/", listing.show, name="campaigns"),
    path("applications/<slug:key>/campaigns/new/", listing.new, name="campaign-new"),
    path("applications/<slug:key>/campaigns/archive/", listing.archive, name="campaigns-archived"),
    path(_ONE, editing.edit, name="campaign-edit"),
    path(_ONE + "preview/", preview.frame, name="campaign-preview"),
    path(_ONE + "preview/compiled/", preview.compiled, name="campaign-compiled"),
    path(_ONE + "auto-play/", editing.auto_play, name="campaign-play"),
    path(_ONE + "review/", review.show, name="campaign-review"),
    path(_ONE + "history/", listing.history, name="campaign-history"),
    path(_ONE + "do/", listing.act, name="campaign-act"),
]

navigation = [NavigationEntry("campaigns", _("Campaigns"), "campaigns", icon="megaphone", order=20)]

"""Keys of an application."""

from django.urls import path

from handrail.console.keys import views, words

_KEYS = "applications/<slug:key>/settings/keys/"

urlpatterns = [
    path(_KEYS, views.keys, name="keys"),
    path("applications/<slug:key>/my-key/", views.mine, name="my-key"),
    path(_KEYS + "retire", views.retire, name="key-retire"),
    path(_KEYS + "chain", views.chain, name="keys-chain"),
    path(_KEYS + "root", views.root, name="keys-root"),
]

__all__ = ["urlpatterns", "words"]

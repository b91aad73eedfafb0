"""Keys of an application."""

from django.urls import path

from handrail.console.keys import next_root, views, words

_KEYS = "applications/<slug:key>/settings/keys/"

urlpatterns = [
    path(_KEYS, views.keys, name="keys"),
    path("applications/<slug:key>/my-key/", views.mine, name="my-key"),
    path(_KEYS + "retire", views.retire, name="key-retire"),
    path(_KEYS + "chain", views.chain, name="keys-chain"),
    path(_KEYS + "look", views.look, name="keys-look"),
    path(_KEYS + "next/", next_root.prepare, name="next-root"),
    path(_KEYS + "next/file", next_root.download, name="next-root-file"),
    path(_KEYS + "next/drop", next_root.drop, name="next-root-drop"),
    path(_KEYS + "root", next_root.upload, name="keys-root"),
]

__all__ = ["urlpatterns", "words"]

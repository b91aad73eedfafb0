"""Sign-in, one-time links, the own account."""

from django.urls import include, path

from handrail.console.signin import views

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("account/profile", views.profile, name="profile"),
    path("sign-in/link/<str:secret>", views.one_time_link, name="one-time-link"),
]

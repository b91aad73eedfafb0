"""Django's own administration site with two tables, for whoever asks: a program of its own, like the applications."""

import os
import tempfile
from collections.abc import Callable, Iterable
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


class Clerk:
    """Middleware: everybody is the clerk, and every page has Handrail's two lines and the policy."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response["Content-Security-Policy"] = os.environ["GUIDED_POLICY"]
            head = os.environ["GUIDED_HEAD"].encode()
            response.content = response.content.replace(b"<head>", b"<head>" + head, 1)
            response["Content-Length"] = str(len(response.content))
        return response


def configure(database: str) -> None:
    """Settings of a small Django project."""
    settings.configure(
        SECRET_KEY="only on this machine, only while a test runs",
        DEBUG=True,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": database}},
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.messages",
            "django.contrib.sessions",
            "django.contrib.staticfiles",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.auth.middleware.RemoteUserMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            f"{__name__}.Clerk",
        ],
        AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.RemoteUserBackend"],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        STATIC_URL="static/",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )


class Quiet(WSGIRequestHandler):
    """Says nothing, and lets in the clerk."""

    def get_environ(self) -> dict[str, object]:
        return {**super().get_environ(), "REMOTE_USER": "clerk"}

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def main() -> None:
    """Serve until ended."""
    with tempfile.TemporaryDirectory() as folder:
        configure(f"{folder}/admin.sqlite3")
        django.setup()
        call_command("migrate", verbosity=0)
        from django.contrib import admin
        from django.contrib.auth.models import User
        from django.contrib.staticfiles.handlers import StaticFilesHandler

        User.objects.create_superuser("clerk")
        urlpatterns.append(path("admin/", admin.site.urls))
        application: Callable[..., Iterable[bytes]] = StaticFilesHandler(get_wsgi_application())
        with make_server("127.0.0.1", int(os.environ["GUIDED_PORT"]), application, handler_class=Quiet) as server:
            server.serve_forever()


urlpatterns: list[object] = []

if __name__ == "__main__":
    main()

"""The console as an ASGI application."""

from django.core.asgi import get_asgi_application

from handrail.settings.process import name_django_settings

name_django_settings()

application = get_asgi_application()

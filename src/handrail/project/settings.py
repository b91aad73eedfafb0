"""Django's settings, all made from ``handrail.settings``; nothing here reads the environment."""

from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

from handrail.project.logs import logging_configuration
from handrail.settings import console_settings
from handrail.settings.database import database_configuration

_settings = console_settings()
_house = Path(__file__).resolve().parents[1]

DEBUG = False
SECRET_KEY = _settings.secret_key
ALLOWED_HOSTS = [_settings.console_host, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [_settings.console_origin]
DATABASES = {"default": database_configuration(_settings.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

INSTALLED_APPS = [
    "handrail.console",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "handrail.accounts",
    "handrail.applications",
    "handrail.library",
    "handrail.places",
    "handrail.audiences",
    "handrail.campaigns",
    "handrail.publishing",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "handrail.console.static_files.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "handrail.console.middleware.SignedInOnly",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "handrail.console.middleware.persons_language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "handrail.console.middleware.first_run",
    "handrail.console.middleware.errors_in_words",
]

ROOT_URLCONF = "handrail.project.urls"
ASGI_APPLICATION = "handrail.project.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((_house / "console").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "handrail.console.context.shell",
            ],
        },
    }
]

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "handrail.console.signin.adapter.ConsoleAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Handrail"
# Passkeys are bound to a host name; browsers allow plain http for them on localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _settings.secure
USERSESSIONS_TRACK_ACTIVITY = True

# Cookies and headers
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _settings.secure
SESSION_COOKIE_NAME = "__Host-handrail-session" if _settings.secure else "handrail-session"
CSRF_COOKIE_NAME = "__Host-handrail-csrf" if _settings.secure else "handrail-csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if _settings.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _settings.secure else None
# Power Mode's bridge needs its opener relation across origins; it sets its own policy.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }
}

# Words and times
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [_house / "console" / "locale"]
LANGUAGE_COOKIE_NAME = "handrail-language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH: list[str] = []

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [
    (name, _house / "static" / name) for name in ("console", "sdk") if (_house / "static" / name).is_dir()
]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 9 * 1024 * 1024
# A walkthrough of 200 steps in several languages is one form.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 9 * 1024 * 1024

# Holds nothing but the counts of sign-in attempts; each process counts for itself.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "handrail"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# No mail is sent: one-time links are handed over by administrators.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_configuration(_settings.log_level)
SILENCED_SYSTEM_CHECKS: list[str] = []

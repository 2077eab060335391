"""Django's settings, derived from the operator's environment."""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from fairwell.config.databases import database
from fairwell.config.env import Environment
from fairwell.config.logs import logging_settings
from fairwell.config.mailers import mailers
from fairwell.config.secret import secret_from_file

ENVIRONMENT = Environment()


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


PACKAGE = Path(__file__).resolve().parents[1]
DATA_DIR = ENVIRONMENT.data_dir.absolute()

_site = urlsplit(ENVIRONMENT.public_url)
_https = _site.scheme == "https"

DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRET_KEY = ENVIRONMENT.secret_key or secret_from_file(DATA_DIR / "secret-key")
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = [
    host for host in [_site.hostname or "localhost", *ENVIRONMENT.allowed_hosts.split(",")] if host
]
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"]
PUBLIC_URL = ENVIRONMENT.public_url.rstrip("/")
SEAL_KEYS_DIR = DATA_DIR / "seal-keys"
DEMO_MAIL_DIR = DATA_DIR / "mail"

INSTALLED_APPS = [
    "fairwell.config.apps.FairwellConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "fairwell.web.request_time.RequestTimeMiddleware",
    "fairwell.web.private_pages.PrivatePagesMiddleware",
]

ROOT_URLCONF = "fairwell.config.urls"
WSGI_APPLICATION = "fairwell.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            PACKAGE / "web" / "layout" / "templates",
            PACKAGE / "web" / "portal" / "templates",
            PACKAGE / "web" / "public" / "templates",
            PACKAGE / "web" / "people" / "templates",
            PACKAGE / "web" / "demo" / "templates",
            PACKAGE / "web" / "console" / "templates",
            PACKAGE / "gateways" / "mail" / "templates",
            PACKAGE / "gateways" / "paper" / "templates",
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fairwell.web.layout.context.vendor",
            ],
            "builtins": ["fairwell.web.layout.formats"],
        },
    }
]

DATABASES = {"default": database(ENVIRONMENT.database_url, DATA_DIR)}
MIGRATION_MODULES = {"fairwell": "fairwell.models.migrations"}

MAILERS = mailers(ENVIRONMENT.smtp_url, ENVIRONMENT.smtp_timeout_s)

AUTH_USER_MODEL = "fairwell.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:subscriptions"

ACCOUNT_ADAPTER = "fairwell.web.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _site.scheme
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _https
MFA_ADAPTER = "fairwell.web.people.mfa_adapter.SecondFactorAdapter"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
# What letters and documents may be written in; pages speak only LANGUAGES.
LETTER_LANGUAGES = ("en", "de", "fr", "es")
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "layout" / "static"]

_card_pages = [_origin(ENVIRONMENT.sandbox_url)] if ENVIRONMENT.payments == "sandbox" else []
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    # The sandbox bank has a page of its own for cards, to which our forms lead on.
    "form-action": [CSP.SELF, *_card_pages],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "fairwell.web.layout.errors.forged_form"
if ENVIRONMENT.trust_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# Shared by all web processes of a machine, so that rate limits count across them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
LOGGING = logging_settings(ENVIRONMENT.log_format, ENVIRONMENT.log_level)

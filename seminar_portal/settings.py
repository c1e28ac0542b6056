"""Settings. The environment is read here, once; README.md lists the variables.

Embedded mode (``PORTAL_EMBEDDED=1``, set by ``make demo``) is SQLite, a broker of files, mail as files, loopback only. Without it the
checks of ``seminar_portal.checks`` apply to web, worker and beat.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from .languages import labelled

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

EMBEDDED = env.bool("PORTAL_EMBEDDED", default=False)
DEBUG = env.bool("PORTAL_DEBUG", default=False)
# What an installation must decide for itself. The values below have defaults for the command line; seminar_portal.checks asks this set.
GIVEN = {name for name in ("SECRET_KEY", "PORTAL_ADDRESS", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "MAIL_FROM") if env.str(name, default="").strip()}
START_CHECKS = True  # the suite alone turns this off
VAR_DIR = Path(env.str("PORTAL_VAR", default=str(BASE_DIR / "var")))
# The one address people use, without a path: it decides hosts, trusted origins, secure cookies and the links in mails.
PORTAL_ADDRESS = env.str("PORTAL_ADDRESS", default="http://127.0.0.1:8000" if EMBEDDED else "").rstrip("/")
_address = urlsplit(PORTAL_ADDRESS)


def _embedded_secret() -> str:
    """A secret of this installation, made at its first start and kept in a file that only its owner reads."""
    path = VAR_DIR / "secret-key"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or (_embedded_secret() if EMBEDDED else "unset-" + secrets.token_urlsafe(50))
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

# --- addresses and what a browser is told --------------------------------------------------------------------------------------------
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if EMBEDDED else [h for h in [_address.hostname] if h]
CSRF_TRUSTED_ORIGINS = [PORTAL_ADDRESS] if PORTAL_ADDRESS else []
SECURE = _address.scheme == "https"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"  # not "no-referrer": browsers would then send "Origin: null" with our own forms
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the preview of a mail is a frame of our own origin
CSRF_FAILURE_VIEW = "seminar_portal.pages.csrf.failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# --- apps -----------------------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",
    "seminar_portal.apps.PortalConfig",
    "seminar_portal.apps.PortalAdminConfig",
    "directory.apps.DirectoryConfig",
    "agenda.apps.AgendaConfig",
    "registration.apps.RegistrationConfig",
    "consent.apps.ConsentConfig",
    "notifications.apps.NotificationsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # the templates of the FORM_RENDERER below
    "crispy_forms",
    "phonenumber_field",
    "csp",
    "allauth",
    "allauth.account",
]
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",  # half of our readers are on a slow line; Django pads against BREACH
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "directory.middleware.SeatClockMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "seminar_portal.urls"
WSGI_APPLICATION = "seminar_portal.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "NAME": "django",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "directory.context.reader",
            ],
        },
    },
    {
        # subjects and plain text of mails: the same templates' language without HTML escaping
        "NAME": "text",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "autoescape": False,
            "loaders": [("django.template.loaders.cached.Loader", [("notifications.loader.Loader", [BASE_DIR / "templates"])])],
        },
    },
]
FORMS_URLFIELD_ASSUME_HTTPS = True  # an address typed without a scheme; Django 6 does so by itself
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["portal"]
CRISPY_TEMPLATE_PACK = "portal"
CRISPY_FAIL_SILENTLY = False

# --- database -------------------------------------------------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
_sqlite = f"sqlite:///{VAR_DIR / 'portal.sqlite3'}"
DATABASES = {"default": env.db_url_config(_sqlite) if EMBEDDED else env.db("DATABASE_URL", default=_sqlite)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer breaks them; exports read in keyset pages

# --- people ---------------------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "directory.User"
LOGIN_URL = "admin:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 60 * 60 * 12
# focal points: a mailed code and nothing else (docs/decisions/0016). Staff go on through the log-in of the administration, with Django's own backend.
ACCOUNT_ADAPTER = "directory.views.adapter.FocalPointAdapter"
ACCOUNT_FORMS = {"request_login_code": "directory.forms.AskForm", "confirm_login_code": "directory.forms.CodeForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]  # asked by the library's own check; nobody signs up
ACCOUNT_EMAIL_VERIFICATION = "none"  # who types the code has the mailbox
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_RATE_LIMITS = False  # theirs live in a cache of one process; ours in the database (directory/services/log_ins.py)

# --- languages and time ---------------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("zh-hans", _("Chinese"))]
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = labelled
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
PHONENUMBER_DB_FORMAT = "E164"
PHONENUMBER_DEFAULT_FORMAT = "INTERNATIONAL"

# --- files ----------------------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("PORTAL_STATIC", default=str(VAR_DIR / "static")))  # apart from the data where an image carries it
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "uploads"}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # not the permissions of uploads, below: an image is built by one user and run by another
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
UPLOAD_MAX_BYTES = 15 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long page of ticked rows reaches the desk, instead of getting Django's bare 400

EXPORT_IN_REQUEST_ROWS = 20_000  # a longer list is written by the worker, with a progress page and a mail

# --- mail -----------------------------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default="CICA seminars <seminars@example.org>")
if EMBEDDED:
    EMAIL_BACKEND = "notifications.backends.FileBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
else:
    vars().update(env.email_url("EMAIL_URL", default="smtp://127.0.0.1:25"))
EMAIL_TIMEOUT = 20

# --- tasks ----------------------------------------------------------------------------------------------------------------------------
if EMBEDDED:
    CELERY_BROKER_URL = "filesystem://localhost"
    _queue = VAR_DIR / "queue"
    for _part in ("messages", "control"):
        (_queue / _part).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.2,
    }
else:
    CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
    CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "visibility_timeout": 3600}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- logs: no personal data, so no request bodies, no addresses of people and no personal links -------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "seminar_portal.logs.Masked", "fmt": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # strangers who try addresses; they get their 400
        "gunicorn.http.wsgi": {"level": "ERROR"},  # says at each HEAD that Django has answered as to a GET
    },
}

"""Django's settings for an instance; everything that differs between instances comes from the environment.

`environment.py` says which variables there are. Nothing here reaches out: no mail, no third party, no address of a
visitor kept.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from hamgara.web.environment import read_environment

INSTANCE = read_environment()
WEB = Path(__file__).resolve().parent

DEBUG = False
SECRET_KEY = INSTANCE.secret
ALLOWED_HOSTS = list(INSTANCE.hosts)
HAMGARA_DEMO = INSTANCE.demo
HAMGARA_DIR = INSTANCE.folder

DATABASES = {"default": INSTANCE.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "hamgara.web",  # first: its templates come before those of the applications below
    "hamgara.web.store",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hamgara.web.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hamgara.web.languages.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hamgara.web.accounts.demonstration.CastMiddleware",
    "hamgara.web.viewer.ViewerMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "hamgara.web.urls"
WSGI_APPLICATION = "hamgara.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hamgara.web.languages.language_context",
                "hamgara.web.viewer.viewer_context",
            ],
        },
    },
]
FORM_RENDERER = "hamgara.web.forms.StackRenderer"

# Languages and time
LANGUAGE_CODE = "fa"
LANGUAGES = [("fa", "فارسی"), ("en", "English")]
LOCALE_PATHS = sorted(path for path in (WEB / "locale").glob("*") if path.is_dir())
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_TZ = True
TIME_ZONE = "UTC"

# Static files: served by the instance itself; named by their content once built into its folder
STATIC_URL = "/static/"
STATIC_ROOT = INSTANCE.folder / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "hamgara.web.instance.BuiltStorage"
            if INSTANCE.lasting
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = True

# Counters of attempts are shared by the processes of an instance, under keys that only its secret could undo
CACHES = {
    "default": {
        "BACKEND": (
            "django.core.cache.backends.db.DatabaseCache"
            if INSTANCE.lasting
            else "django.core.cache.backends.locmem.LocMemCache"
        ),
        "LOCATION": "store_attempts",
        "KEY_FUNCTION": "hamgara.web.rates.hide_key",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# Accounts: a sign-in name and a pass-phrase, or a passkey; no e-mail address anywhere
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "hamgara.web.accounts.passphrases.PassphraseHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [{"NAME": "hamgara.web.accounts.passphrases.PassphraseValidator"}]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "landing"
ACCOUNT_ADAPTER = "hamgara.web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_FORMS = {
    "login": "hamgara.web.accounts.forms.SignInForm",
    "change_password": "hamgara.web.accounts.forms.ChangePassphraseForm",
    "reauthenticate": "hamgara.web.accounts.forms.ConfirmPassphraseForm",
}
MFA_ADAPTER = "hamgara.web.accounts.adapter.KeysAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not INSTANCE.behind_tls
MFA_FORMS = {
    "authenticate": "hamgara.web.accounts.forms.CodeForm",
    "reauthenticate": "hamgara.web.accounts.forms.ConfirmCodeForm",
    "activate_totp": "hamgara.web.accounts.forms.ActivateAppForm",
    "add_webauthn": "hamgara.web.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "hamgara.web.accounts.forms.RenamePasskeyForm",
}

# Limits. Addresses of visitors only count within the cache, hashed; a lock is laid on a sign-in name alone.
ALLAUTH_TRUSTED_PROXY_COUNT = INSTANCE.proxies
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
HAMGARA_RATES = {
    "bundle": "20/h/ip",
    "join": "10/m/ip,60/h/ip",
    "accession": "5/m/ip,20/h/ip",
    "language": "60/m/ip",
    "seal": "30/m/ip,300/h/ip",
    "demo": "60/m/ip",
    "comment": "12/m/user,120/h/user",
    "return": "12/m/user,60/h/user",
}
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = 12
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "hamgara.web.rates.name_of_attempt"
AXES_CLIENT_IP_CALLABLE = "hamgara.web.rates.no_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "hamgara.web.errors.locked_out"
# W001: a temporary instance has one process, so a cache in its memory is enough. W006: no address is kept, and
# neither a browser's name nor its cookies count, so that rotating them gains nothing.
SILENCED_SYSTEM_CHECKS = ["axes.W006"] if INSTANCE.lasting else ["axes.W001", "axes.W006"]

# What browsers are told
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "session", "csrf"
CSRF_FAILURE_VIEW = "hamgara.web.errors.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
if INSTANCE.behind_tls:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "hamgara.web.logs.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "django.server": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}

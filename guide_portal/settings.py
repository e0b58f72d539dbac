"""All settings, read from the environment; ``docs/operations.md`` explains each variable.

``PROFILE`` is ``demonstration`` (the default of ``manage.py``: SQLite, invented people, this machine
only) or ``production`` (the default of ``wsgi.py``), which refuses to start on a missing or unsafe
value and names every one of them at once.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _
from environs import Env, validate

from guide_portal.environment import chain, policy
from guide_portal.environment.caches import caches
from guide_portal.environment.databases import databases
from guide_portal.environment.logs import logs
from guide_portal.environment.mail import mail
from guide_portal.environment.refusals import S3, refuse
from guide_portal.environment.storages import storages

BASE_DIR = Path(__file__).resolve().parent.parent

env = Env(eager=False)
PROFILE = env.str("PROFILE", "demonstration", validate=validate.OneOf(["demonstration", "production"]))
DEMONSTRATION = PROFILE == "demonstration"


def _required(name: str, demonstration: str) -> str:
    """Give a value that production must set and the demonstration need not."""
    return env.str(name, demonstration) if DEMONSTRATION else env.str(name)


DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))
SECRET_KEY = _required("SECRET_KEY", "demonstration-only-never-in-production-0123456789abcdefghij")
ALLOWED_HOSTS: list[str] = (
    env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"], subcast=str.strip)
    if DEMONSTRATION
    else env.list("ALLOWED_HOSTS", subcast=str.strip)
)
PORT = env.int("PORT", 8000)
# Letters link here and nowhere else: a Host header never ends up in a letter.
PORTAL_ADDRESS = _required("PORTAL_ADDRESS", f"http://127.0.0.1:{PORT}")
DATABASE_URL = _required("DATABASE_URL", f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")
# A streaming replica of it, for pages that every stranger sees the same.
READ_DATABASE_URL = env.str("READ_DATABASE_URL", "")
# redis://… ; empty: a table of the database.
CACHE_URL = env.str("CACHE_URL", "")
# A bucket for people's files; empty: they lie in DATA_DIR.
_s3 = {name: env.str(name, "") for name in S3}
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "open-the-barrier")
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", not DEMONSTRATION)
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0, validate=validate.Range(min=0, max=9))
EMAIL_URL = _required("EMAIL_URL", "console:")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", not DEMONSTRATION)
DEBUG = env.bool("DEBUG", False)
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]))
# One JSON object a line for machines, or lines for people.
LOG_FORMAT = env.str(
    "LOG_FORMAT", "lines" if DEMONSTRATION else "json", validate=validate.OneOf(["json", "lines"])
)
# What a collector must show to read /metrics; empty: there is none.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", "security@localhost")
# tcp://host:port of a clamd; empty: files are not scanned for viruses.
CLAMD_URL = env.str("CLAMD_URL", "")
SENDER = env.str("SENDER", "IT Guide for Executives <no-reply@localhost>")
# Jobs run at once, or wait in the database for `manage.py db_worker`.
TASK_BACKEND = env.str(
    "TASK_BACKEND",
    "immediate" if DEMONSTRATION else "database",
    validate=validate.OneOf(["immediate", "database"]),
)
# How long the sender of a decision can take its letters back.
GRACE_SECONDS = env.int("GRACE_SECONDS", 60, validate=validate.Range(min=0, max=3600))
refuse(env, {**_s3, **{name: value for name, value in globals().items() if name.isupper()}})
PORTAL_ADDRESS = PORTAL_ADDRESS.rstrip("/")
if DEMONSTRATION:
    DATA_DIR.mkdir(parents=True, exist_ok=True)

DATABASES = databases(DATABASE_URL, READ_DATABASE_URL)
DATABASE_ROUTERS = ["guide_portal.replica.Router"]

INSTALLED_APPS = [
    "guide_portal",
    "feedback",
    "casestudies",
    "modules",
    "moderation",
    "members",
    "prose",
    "letters",
    "search",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "markdownx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = chain.MIDDLEWARE

ROOT_URLCONF = "guide_portal.urls"
WSGI_APPLICATION = "guide_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guide_portal.context.frame",
            ],
            # In place of Django's filter of the same name, in every template.
            "builtins": ["prose.templatetags.dates"],
        },
    }
]
FORM_RENDERER = "guide_portal.forms.PortalRenderer"

# Language comes first in every address; Arabic is a sample of the frame and of one module.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية")]
LANGUAGES_BIDI = ["ar", "he", "fa", "ur"]
OFFICIAL_LANGUAGES = ("en", "fr")
# Translated as a proof that any script works; a native editor has still to read it.
SAMPLE_LANGUAGES = {"ar"}
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = caches(CACHE_URL)
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if TASK_BACKEND == "immediate"
        else "django_tasks_db.DatabaseBackend"
    }
}
# What `manage.py tick` does once a day begins at this hour (UTC); a job that runs longer lost its worker.
DAILY_HOUR = 5
JOB_MINUTES = 15

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "guide_portal.stylesheet.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
MEDIA_ROOT = DATA_DIR / "files"
MEDIA_URL = "/files/"
STORAGES = storages(_s3, hashed_names=not DEMONSTRATION)
WHITENOISE_USE_FINDERS = DEMONSTRATION
# Nobody else's pages draw on ours.
WHITENOISE_ALLOW_ALL_ORIGINS = False

# People
AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "members:welcome"
ACCOUNT_ADAPTER = "members.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = "members.models.display_name"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Whoever changes how somebody signs in is told of to that person.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "members.forms.signing_in.LoginForm",
    "add_email": "members.forms.signing_in.AddEmailForm",
    "change_password": "members.forms.signing_in.ChangePasswordForm",
    "set_password": "members.forms.signing_in.SetPasswordForm",
    "reset_password": "members.forms.signing_in.ResetPasswordForm",
    "reset_password_from_key": "members.forms.signing_in.ResetPasswordKeyForm",
    "reauthenticate": "members.forms.signing_in.ReauthenticateForm",
    "request_login_code": "members.forms.signing_in.RequestLoginCodeForm",
}
MFA_FORMS = {
    "add_webauthn": "members.forms.signing_in.AddWebAuthnForm",
    "edit_webauthn": "members.forms.signing_in.EditWebAuthnForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "IT Guide for Executives"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMONSTRATION
USERSESSIONS_TRACK_ACTIVITY = False
# How long an invitation and the letter that confirms an address are good.
INVITATION_DAYS = 14
# When personal data that nobody needs any more is emptied, in days after the end of what it was for.
RETENTION_DAYS = {"joining": 90, "letters": 730, "guests": 730, "set_aside": 180, "admin_log": 730}
JOINING_RATE_LIMITS = {"request": "10/h/ip", "accept": "20/m/ip", "invite": "60/h/user"}

# Letters
globals().update(mail(EMAIL_URL, SENDER))

# Text from people: one renderer for preview and page, and closed addresses for both of its services.
MARKDOWNX_MARKDOWNIFY_FUNCTION = "prose.markdown.render"
MARKDOWNX_URLS_PATH = "/markdownx/markdownify/"
MARKDOWNX_UPLOAD_URLS_PATH = "/markdownx/upload/"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

# Files from people
MB = 1024 * 1024
ATTACHMENT_MAX_BYTES = 10 * MB
ATTACHMENTS_MOST = 10
ATTACHMENTS_MAX_BYTES = 30 * MB
ADMINISTRATION_MAX_BYTES = 500 * MB
FILE_UPLOAD_HANDLERS = ["guide_portal.uploads.BoundedUploadHandler"]
# While a form arrives: what is kept of it, and from where on nothing of it is read at all.
UPLOAD_KEPT_AT_MOST = ATTACHMENTS_MAX_BYTES + ATTACHMENT_MAX_BYTES
UPLOAD_READ_AT_MOST = 256 * MB

# What the Secretariat promises, in working days.
SERVICE_DAYS = {
    "acknowledge": 1,
    "answer": 10,
    "clearance": 10,
    "publication": 10,
    "changes": 20,
    "confirmation": 2,
}
# Eighteen months: how long a published case study stands before its administration is asked whether it holds.
STILL_TRUE_DAYS = 548

# Remarks of readers: how many, in how many seconds, and how long a person needs for one at the least.
FEEDBACK_LIMIT_PERSON = (20, 60 * 60)
FEEDBACK_LIMIT_ADDRESS = (10, 60 * 60)
FEEDBACK_LIMIT_EMAIL = (5, 24 * 60 * 60)
FEEDBACK_LEAST_SECONDS = 3
PICTURES_LIMIT = (60, 60 * 60)  # in texts, of a person

# Safety
CONTENT_SECURITY_POLICY = policy.CONTENT_SECURITY_POLICY
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# The words "signed out" and their like travel in a cookie until the next page.
MESSAGE_STORAGE = "guide_portal.notes.Notes"
NOTES_COOKIE_NAME = "messages"
CSRF_FAILURE_VIEW = "guide_portal.errors.csrf_failure"
if not DEMONSTRATION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    NOTES_COOKIE_NAME = "__Host-messages"
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    # Asked by machines of the same network, which do not speak TLS.
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Watching: /readyz says no when something waits longer than this.
READY_WITHIN_SECONDS = 3
OLDEST_JOB_SECONDS = 5 * 60
OLDEST_LETTER_SECONDS = 15 * 60 + GRACE_SECONDS
OLDEST_TICK_SECONDS = 5 * 60
METRICS_DIR = DATA_DIR / "metrics"
LOGGING = logs(LOG_FORMAT, LOG_LEVEL)
PORTAL_NAME = _("IT Guide for Executives")

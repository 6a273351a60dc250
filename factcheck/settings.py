"""The settings, from the environment.

Without DATABASE_URL this is the embedded demonstration: plain http on this machine only, with a
generated secret key under var/. With it, nothing that matters has a default.
"""

import os
import secrets
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from factcheck import database, logs, private_files, storage
from factcheck import environment as env
from newsroom import passwords

BASE_DIR = database.BASE_DIR
VAR_DIR = database.var_directory(os.environ)
EMBEDDED = database.is_embedded(os.environ)
VERSION = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


def _kept_secret(path: Path) -> str:
    """The secret in ``path``, made at the first call, also of several processes at once."""
    private_files.make_folder(path.parent)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    if not path.exists():
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text()


DEBUG = env.DEBUG.read()

if EMBEDDED:
    SECRET_KEY = env.SECRET_KEY.read() or _kept_secret(VAR_DIR / "secret-key")
    ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    SITE_URL = env.SITE_URL.read(default=f"http://127.0.0.1:{env.PORT.read()}")
else:
    SECRET_KEY = env.SECRET_KEY.required()
    ALLOWED_HOSTS = env.ALLOWED_HOSTS.required()
    SITE_URL = env.SITE_URL.required()
SECRET_KEY_FALLBACKS = env.SECRET_KEY_FALLBACKS.read()
SITE_URL = SITE_URL.rstrip("/")
NEWSROOM_NAME = env.NEWSROOM_NAME.read()
NEWSROOM_URL = env.NEWSROOM_URL.read(default=f"{SITE_URL}/")
NEWSROOM_LOGO = env.NEWSROOM_LOGO.read()
DATA_LICENCE = env.DATA_LICENCE.read()
# Speakers' pages show counts only beside it: without it they would be read as a measure of the speaker.
SPEAKER_TALLIES = env.SPEAKER_TALLIES.read()
SITE_LOGO = env.SITE_LOGO.read()
SITE_ACCENT = env.SITE_ACCENT.read()
# Stated on the Method page.
CORRECTIONS_POLICY = env.CORRECTIONS_POLICY.read()
NEWSROOM_OWNERSHIP = env.NEWSROOM_OWNERSHIP.read()
NEWSROOM_FUNDING = env.NEWSROOM_FUNDING.read()
ERROR_REPORT_DAYS = env.ERROR_REPORT_DAYS.read()
ERROR_REPORT_ADDRESS_DAYS = env.ERROR_REPORT_ADDRESS_DAYS.read()
REPLY_LETTERS = env.REPLY_LETTERS.read()
REPLY_ADDRESS = env.REPLY_ADDRESS.read()
MATCHING_EMBEDDER = env.MATCHING_EMBEDDER.read()
SPEECH_MODEL = env.SPEECH_MODEL.read()
TRUSTED_PROXIES = env.TRUSTED_PROXIES.read()
SECURITY_CONTACT = env.SECURITY_CONTACT.read()
MONITORING_TOKEN = env.MONITORING_TOKEN.read()
MONITORING_ADDRESSES = env.MONITORING_ADDRESSES.read()

INSTALLED_APPS = [
    "factcheck",
    "factcheck.theme.ThemeConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "knox",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "newsroom",
    "sources",
    "claims",
]

MIDDLEWARE = [
    "factcheck.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "factcheck.monitoring.MonitoringMiddleware",
    "factcheck.kept_answers.KeptAnswersMiddleware",
    "factcheck.cors.CorsMiddleware",
    "factcheck.transport.EncryptedApiMiddleware",
    "newsroom.middleware.LengthMiddleware",
    "factcheck.compression.StaticCompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.account.session_store.SessionCookieMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "factcheck.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "factcheck.csp.PolicyMiddleware",
    "newsroom.middleware.ViaMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "newsroom.account.sessions.SessionTimeMiddleware",
    "newsroom.account.second_factors.SecondFactorMiddleware",
]

ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "newsroom.templates_backend.ShownTemplates",
        "NAME": "django",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "claims.site.frame.site_context",
                "newsroom.account.context.frame",
            ],
            "libraries": {
                "site": "claims.site.tags",
                "quotation": "newsroom.quotation",
                "desk_list": "newsroom.admin.desk_list",
            },
        },
    },
]

# Data

DATABASES = database.databases(os.environ)
# Migrations grant to this role; it owns nothing.
DATABASE_APPLICATION_ROLE: str = DATABASES["default"]["USER"]
# The signer's, to which they grant what it reads.
DATABASE_SIGNER_ROLE = database.signer_role(os.environ, DATABASE_APPLICATION_ROLE)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MEDIA_ROOT = env.MEDIA_ROOT.read() or VAR_DIR / "media"
# Larger requests are refused unread. Files and long texts have a limit of their own, for who is
# signed in (newsroom/uploads.py): 50 MB with the form around it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # bytes
LARGEST_REQUEST = 56_000_000  # bytes

FETCH_ALLOWED_HOSTS = env.FETCH_ALLOWED_HOSTS.read()
WEB_ARCHIVE_KEYS = env.WEB_ARCHIVE_KEYS.read()
WEB_ARCHIVE_SAVE = "https://web.archive.org/save"
# A site's robots.txt may address the first word.
FETCH_USER_AGENT = f"factcheck/{VERSION} (+{SITE_URL})"
# The demonstration's sources are other people's pages: it fetches none by itself.
RECHECK_HOURS = env.RECHECK_HOURS.read(default="0" if EMBEDDED else "")
EXPORTS_AT_ONCE = env.EXPORTS_AT_ONCE.read()
EXPORT_MINUTES = env.EXPORT_MINUTES.read()

# The log of what was published

SIGNED_LOG = storage.log(env.SIGNED_LOG.read(), VAR_DIR / "signed-log" if EMBEDDED else None)
SIGNED_LOG_ORIGIN = env.SIGNED_LOG_ORIGIN.read(
    default=SITE_URL.partition("://")[2].replace("+", "-") + "/log"
)
SIGNER_DATABASE_URL = database.signer_database(os.environ)
SIGNER_KEY = Path(env.SIGNER_KEY.read() or VAR_DIR / "signer-key")
SIGNER_COMMAND = env.SIGNER_COMMAND.read()
SIGNER_MEMORY = Path(named) if (named := env.SIGNER_MEMORY.read()) else None
if EMBEDDED and SIGNER_MEMORY is None:
    SIGNER_MEMORY = VAR_DIR / "signer-memory"
SIGNED_LOG_POLICY = Path(policy) if (policy := env.SIGNED_LOG_POLICY.read()) else None
TIME_STAMP_AUTHORITIES = Path(named) if (named := env.TIME_STAMP_AUTHORITIES.read()) else None

# People

AUTH_USER_MODEL = "newsroom.User"
AUTHENTICATION_BACKENDS = ["newsroom.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": passwords.SHORTEST},
    },
    {"NAME": "newsroom.passwords.BreachedPasswordValidator"},
    {"NAME": "newsroom.passwords.ObviousWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "newsroom.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
# Failures for one account ("key"), and from one address or one /64 of IPv6 ("ip"): each further step
# of guessing has to wait longer. Counted in the database, for all server processes together.
ACCOUNT_RATE_LIMITS = {
    "login": "60/5m/ip",
    "login_failed": "5/5m/key,10/1h/key,30/1d/key,20/5m/ip,60/1h/ip,200/1d/ip",
    "reauthenticate": "10/5m/user,30/1h/user",
    "password_link": "30/5m/ip",
}
# Seconds without use after which a session ends, and after which any does.
SESSION_COOKIE_AGE = env.SESSION_IDLE_MINUTES.read() * 60
SESSION_LONGEST = env.SESSION_DAYS.read() * 86400
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.REAUTHENTICATION_MINUTES.read() * 60
USERSESSIONS_TRACK_ACTIVITY = False  # newsroom.account.sessions does, once a minute
# What a sign-in under way keeps, such as the secret of an app not yet set up, is encrypted too.
SESSION_SERIALIZER = "newsroom.encryption.SealedSerializer"
SECOND_FACTOR_REQUIRED = env.SECOND_FACTOR_REQUIRED.read(
    default="yes" if SITE_URL.startswith("https://") else "no"
)
MFA_ADAPTER = "newsroom.account.second_factors.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "newsroom.account.forms.AddKeyForm",
    "edit_webauthn": "newsroom.account.forms.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are the newsroom's own, and none is verified here
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = NEWSROOM_NAME
MFA_TOTP_TOLERANCE = 0  # a code counts in its own 30 seconds
# The newsroom's own OpenID Connect provider, if it has one.
OIDC_SERVER = env.OIDC_SERVER.read()
OIDC_NAME = env.OIDC_NAME.read()
OIDC_GROUPS = env.OIDC_GROUPS.read()
OIDC_GROUPS_CLAIM = env.OIDC_GROUPS_CLAIM.read()
SOCIALACCOUNT_ADAPTER = "newsroom.account.openid.ProviderAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form could not lead to another site, by the content policy
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "newsroom",
                "name": OIDC_NAME,
                "client_id": env.OIDC_CLIENT_ID.read(),
                "secret": env.OIDC_CLIENT_SECRET.read(),
                "settings": {
                    "server_url": OIDC_SERVER,
                    # Whatever its metadata say: tokens are of this issuer.
                    "openid_configuration_overrides": {"issuer": OIDC_SERVER},
                },
            }
        ]
        if OIDC_SERVER
        else [],
    }
}
ALLAUTH_RATE_LIMIT_IPV6_PREFIX = 64
CACHES = {
    "default": {"BACKEND": "newsroom.cache.SignedCache"},
    # Counts that each server process keeps for itself.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Pictures of claims (claims/site/social_cards.py), some 30 kB each.
    "pictures": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pictures",
        "OPTIONS": {"MAX_ENTRIES": 500},
    },
}
# Public pages and API answers (factcheck/kept_answers.py), of at most 128 kB each.
if env.PAGE_CACHE.read() == "memory":
    CACHES["answers"] = {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "answers",
        "TIMEOUT": 3600,
        "OPTIONS": {"MAX_ENTRIES": 500},
    }
KNOX_TOKEN_MODEL = "newsroom.ApiToken"  # noqa: S105 - a model, not a secret

# Jobs

# Only workers import the apps' jobs.py, so that web servers don't load what only jobs need.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
JOBS_STALLED_AFTER = env.JOBS_STALLED_AFTER.read()
# Between two looks for jobs that PostgreSQL did not notify the worker of.
JOBS_POLLED_EVERY = 5  # seconds
# A failed attempt is retried after this many seconds, then after their square, their cube …
JOBS_BACK_OFF = 5
WORKER_MISSING_MINUTES = env.WORKER_MISSING_MINUTES.read()
# How often each worker publishes claims whose embargo has ended.
PUBLISH_DUE_EVERY = 60.0  # seconds

# E-mail

EMAIL_HOST = env.EMAIL_HOST.read()
EMAIL_PORT = env.EMAIL_PORT.read()
EMAIL_HOST_USER = env.EMAIL_HOST_USER.read()
EMAIL_HOST_PASSWORD = env.EMAIL_HOST_PASSWORD.read()
EMAIL_USE_TLS = env.EMAIL_SECURITY.read() == "starttls"
EMAIL_USE_SSL = env.EMAIL_SECURITY.read() == "tls"
EMAIL_TIMEOUT = 20  # seconds
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = env.EMAIL_FROM.read(default=f"desk@{urlsplit(SITE_URL).hostname}")
SENDS_EMAIL = bool(EMAIL_HOST)
NOTICES_WEBHOOK = env.NOTICES_WEBHOOK.read()
READERS_DELAY_MINUTES = env.READERS_DELAY_MINUTES.read()

# Language and time

# Of the API, and of messages in the code.
LANGUAGE_CODE = "en"
DESK_LANGUAGE = env.DESK_LANGUAGE.read()
# Each translated completely; a reader of the site chooses among them.
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "factcheck.formats"
# In which people read and enter times. The database and the API have UTC.
TIME_ZONE = env.TIME_ZONE.read()
USE_TZ = True

# Static files: with hashed names if they were collected, otherwise straight from the apps.

STATIC_URL = "static/"
STATIC_ROOT = env.STATIC_ROOT.read() or (None if EMBEDDED else VAR_DIR / "static")
WHITENOISE_USE_FINDERS = EMBEDDED
STORAGES = {
    "default": env.MEDIA_STORAGE.read(),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
AWS_S3_FILE_BUFFER_SIZE = 64 << 20  # of what is written to a bucket in parts, 10,000 at most

# Transport: secure if the site's address is https.

_HTTPS = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _HTTPS
# Browsers take such a name only from this very host, over https and for all paths.
_HOST = "__Host-" if _HTTPS else ""
SESSION_ENGINE = "newsroom.account.session_store"
SESSION_COOKIE_NAME = f"{_HOST}sessionid"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST}language"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz|metrics)$", r"^api/", r"^v1alpha1/"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
# As a Content-Security-Policy has them.
EMBED_SITES = env.EMBED_SITES.read()

# API and desk

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "claims.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["claims.api.authentication.MayReadDesk"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_THROTTLE_CLASSES": [
        "claims.api.authentication.AnonymousThrottle",
        "claims.api.authentication.TokenThrottle",
        "claims.api.authentication.PersonThrottle",
    ],
    # For each address without a sign-in, and for each person; all processes of a server count together.
    # A token may have a limit of its own besides.
    "DEFAULT_THROTTLE_RATES": {
        "anon": "120/min",
        "user": "600/min",
        "export": "60/hour",
        "match": "20/min",
    },
    "DEFAULT_SCHEMA_CLASS": "claims.api.schema.Schema",
    # The format is chosen by the path and Accept; unknown parameters are refused.
    "URL_FORMAT_OVERRIDE": None,
    "NUM_PROXIES": TRUSTED_PROXIES,
}
SPECTACULAR_SETTINGS = {
    # Generators name their packages after this.
    "TITLE": "Claims API",
    "DESCRIPTION": (
        "Claims: who said it, where, and whether it is true. Everybody can read signed claims; the"
        " newsroom, with a token, also reads and writes working claims. What is concluded is proposed"
        " and signed by people, at the desk. Times are UTC with microseconds, decimals are strings,"
        " what is not known is null or an empty string."
    ),
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "CONTACT": {"name": NEWSROOM_NAME or "Fact-checking desk", "url": NEWSROOM_URL},
    "LICENSE": {"name": DATA_LICENCE} if DATA_LICENCE else {},
    "SERVERS": [{"url": SITE_URL}],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "claims.api.schema.name_values",
        "claims.api.schema.show_examples",
        "claims.api.schema.describe_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "SourceKind": "sources.choices.SourceKind",
        "SpeakerKind": "sources.choices.SpeakerKind",
        "PublisherKind": "sources.choices.PublisherKind",
        "RelayKind": "claims.choices.RelayKind",
        "EvidenceKind": "claims.choices.EvidenceKind",
        "RelationKind": "claims.choices.RelationKind",
        "HoldKind": "claims.choices.HoldKind",
    },
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "TAGS": [
        {"name": "public", "description": "What was published."},
        {"name": "newsroom", "description": "Working claims: Reporter or above."},
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "/favicon.ico",
    # No validator, which would send the schema's address to a third party.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}
UNFOLD = {
    "SITE_TITLE": _("Fact-checking desk"),
    "SITE_HEADER": _("Fact-checking desk"),
    "SITE_SYMBOL": "fact_check",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "newsroom.admin.frame.icon"},
    ],
    "STYLES": ["newsroom.admin.frame.around", "newsroom.admin.frame.styles"],
    "SCRIPTS": ["newsroom.admin.frame.scripts"],
    "GLOBAL_CALLBACK": "newsroom.admin.frame.context",
    "DASHBOARD_CALLBACK": "claims.admin.queue.dashboard.context",
    "ACCOUNT": {
        "navigation": [
            {"title": _("Your sessions"), "link": reverse_lazy("usersessions_list")},
            {"title": _("Your second factors"), "link": reverse_lazy("mfa_index")},
            *(
                [{"title": OIDC_NAME, "link": reverse_lazy("socialaccount_connections")}]
                if OIDC_SERVER
                else []
            ),
            {"title": _("Change password"), "link": reverse_lazy("admin:password_change")},
        ]
    },
    "SIDEBAR": {"navigation": "newsroom.admin.navigation.sidebar"},
}

LOGGING = logs.configuration(env.LOG_FORMAT.read(), env.LOG_REQUESTS.read())

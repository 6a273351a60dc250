"""What the environment may say, and what is said back when it says too little."""

import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from factcheck import database
from factcheck import environment as env
from factcheck.environment import TIME_ZONE

PRODUCTION = {
    "DATABASE_URL": "postgresql://app:secret@db.example/factcheck",
    "DATABASE_OWNER_URL": "postgresql://owner:secret@db.example/factcheck",
    "SECRET_KEY": "x" * 60,
    "ALLOWED_HOSTS": "facts.example, www.facts.example",
    "SITE_URL": "https://facts.example/",
}


def read_settings(expression: str, **environ: str) -> "subprocess.CompletedProcess[str]":
    """What a fresh process that only imports the settings prints for an expression of them."""
    return subprocess.run(
        [sys.executable, "-c", f"from factcheck import settings as s; print({expression})"],
        env={"PATH": os.environ["PATH"], **environ},
        cwd=database.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_address_is_read_as_libpq_reads_it() -> None:
    found = database.from_url(
        "postgresql://us%40er:p%3A%2F%25w@db.example:5433/na%20me"
        "?sslmode=verify-full&options=-c%20statement_timeout%3D7s"
    )
    assert found == {
        "ENGINE": "factcheck.backend",
        "NAME": "na me",
        "USER": "us@er",
        "PASSWORD": "p:/%w",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "verify-full", "options": "-c statement_timeout=7s"},
    }


@pytest.mark.parametrize("url", ["mysql://a:secret@b/c", "postgresql://h/name", "%"])
def test_an_address_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refusal:
        database.from_url(url, "DATABASE_OWNER_URL")
    assert "DATABASE_OWNER_URL" in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_without_a_mail_server_the_demonstration_sends_no_e_mail(tmp_path: Path) -> None:
    own = {"FACTCHECK_VAR": str(tmp_path)}
    assert read_settings("s.EMBEDDED, s.SENDS_EMAIL", **own).stdout == "True False\n"
    given = read_settings("s.SENDS_EMAIL", EMAIL_HOST="mail.example", **own)
    assert given.stdout == "True\n"


def test_without_an_owners_address_the_one_address_serves() -> None:
    found = database.databases({"DATABASE_URL": PRODUCTION["DATABASE_URL"]})
    assert found["owner"]["USER"] == found["default"]["USER"] == "app"


def test_an_owners_address_alone_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not"):
        database.databases({"DATABASE_OWNER_URL": PRODUCTION["DATABASE_OWNER_URL"]})


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL"])
def test_in_production_nothing_that_matters_has_a_default(missing: str) -> None:
    environ = {key: value for key, value in PRODUCTION.items() if key != missing}
    result = read_settings("s.DEBUG", **environ)
    assert result.returncode != 0
    assert f"Set {missing}: " in result.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SITE_URL", "facts.example"),
        ("TRUSTED_PROXIES", "one"),
        ("NEWSROOM_URL", "facts.example"),
        ("DATA_LICENCE", "CC BY 4.0"),
    ],
)
def test_a_value_that_makes_no_sense_is_named(variable: str, value: str) -> None:
    result = read_settings("s.DEBUG", **{**PRODUCTION, variable: value})
    assert result.returncode != 0
    assert variable in result.stderr


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        (env.MONITORING_TOKEN, "s3cret"),
        (env.WEB_ARCHIVE_KEYS, "s3cret"),
        (env.NOTICES_WEBHOOK, "hooks.example/s3cret"),
    ],
)
def test_no_error_says_a_secret(variable: Any, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{variable.name} must ") as refusal:
        variable.read({variable.name: value})
    assert "s3cret" not in str(refusal.value)


def test_what_is_named_a_secret_is_one() -> None:
    named = re.compile("PASS|SECRET|TOKEN|KEY|WEBHOOK|DATABASE_.*URL")
    secret = {variable.name for variable in env.VARIABLES if variable.is_secret}
    expected = {variable.name for variable in env.VARIABLES if named.search(variable.name)}
    assert secret == expected - {"SIGNER_KEY"}  # the name of a file


def test_a_file_may_hold_the_value(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("of a file\n")
    environ = {key: value for key, value in PRODUCTION.items() if key != "SECRET_KEY"}
    result = read_settings("s.SECRET_KEY", **environ, SECRET_KEY_FILE=str(file))
    assert result.stdout == "of a file\n"
    file.unlink()
    result = read_settings("s.SECRET_KEY", **environ, SECRET_KEY_FILE=str(file))
    assert f"SECRET_KEY_FILE: {file} can't be read" in result.stderr


def test_production_is_secure_by_default() -> None:
    result = read_settings(
        "s.DEBUG, s.SITE_URL, s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        " s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0, s.SECURE_PROXY_SSL_HEADER,"
        " s.DATABASE_APPLICATION_ROLE, s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME",
        **PRODUCTION,
    )
    assert result.stdout.strip() == (
        "False https://facts.example ['facts.example', 'www.facts.example'] True True"
        " True True None app __Host-sessionid __Host-csrftoken"
    )


def test_the_demonstration_keeps_one_secret_key_for_itself(tmp_path: Path) -> None:
    keys = {read_settings("s.SECRET_KEY", FACTCHECK_VAR=str(tmp_path)).stdout for _ in range(2)}
    assert len(keys) == 1
    assert len(keys.pop()) > 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    # Reading the settings starts no server and makes nothing else.
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.long
def test_without_the_server_a_command_says_what_to_run(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        env={"PATH": os.environ["PATH"], "FACTCHECK_VAR": str(tmp_path)},
        cwd=database.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode != 0
    assert "make run" in result.stderr
    assert "factcheck.supervise -- " in result.stderr


def test_a_long_or_odd_path_still_has_a_socket() -> None:
    assert database.socket_directory(Path("/srv/desk/var")) == Path("/srv/desk/var/run")
    for var in (Path("/srv") / ("deep/" * 30), Path("/srv/a, 'b'/var"), Path("/srv/бюро/var")):
        chosen = database.socket_directory(var)
        assert len(bytes(chosen)) <= database.LONGEST_SOCKET_DIRECTORY
        assert chosen == database.socket_directory(var)
        assert chosen.parent == database.SHORT


def test_the_newsrooms_time_zone_is_one_that_exists() -> None:
    assert TIME_ZONE.read({}) == "UTC"
    assert TIME_ZONE.read({"TIME_ZONE": "Europe/Madrid"}) == "Europe/Madrid"
    for text in ("Mars/Base", "../etc/passwd", "/", "x" * 5000, "Europe/Madrid\x00"):
        with pytest.raises(ImproperlyConfigured, match="TIME_ZONE must be a time zone"):
            TIME_ZONE.read({"TIME_ZONE": text})

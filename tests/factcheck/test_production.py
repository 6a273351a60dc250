"""The production shape: what the container files say is there, and it runs against a server."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.client import HTTPConnection
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
import yaml
from django.core.management import get_commands
from django.utils.module_loading import import_string

from factcheck import environment
from factcheck.database import BASE_DIR
from factcheck.embedded import EmbeddedServer, binaries
from factcheck.environment import Variable
from factcheck.management.commands.worker import GRACE
from newsroom import timeouts

COMPOSE = (BASE_DIR / "docker-compose.yml").read_text()
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text()
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE)["services"]
OURS = ("migrate", "web", "worker")

RECORD_WHAT_THE_SETTINGS_READ = """
import os
class Recorder(dict):
    read = set()
    def __getitem__(self, name):
        self.read.add(name)
        return super().__getitem__(name)
    def get(self, name, default=None):
        self.read.add(name)
        return super().get(name, default)
os.environ = Recorder(os.environ)
import factcheck.settings
print(" ".join(os.environ.read))
"""


def docker_command(instruction: str) -> list[str]:
    """The JSON form of a CMD in the Dockerfile."""
    found = re.search(rf"{instruction}\s*(\[.*?\])", DOCKERFILE.replace("\\\n", ""), re.DOTALL)
    assert found
    command: list[str] = json.loads(found[1])
    return command


def filled_in(service: str, **values: str) -> dict[str, str]:
    """A service's environment, with the variables that the installation sets and no others."""
    return {
        name: re.sub(r"\$\{(\w+):[-?][^}]*\}", lambda found: values.get(found[1], ""), str(text))
        for name, text in SERVICES[service]["environment"].items()
        # One without a value is passed on where it is set.
        if text is not None
    }


VALUES = {
    "ALLOWED_HOSTS": "facts.example",
    "SITE_URL": "https://facts.example",
    "SECURITY_CONTACT": "mailto:security@facts.example",
    "TRUSTED_PROXIES": "1",
}


def test_what_matters_must_be_set_and_nothing_has_a_default() -> None:
    used = re.findall(r"\$\{?(\w+)([^}]*)", COMPOSE)
    needed = {name for name, rest in used if rest.startswith(":?") and len(rest) > 2}
    assert needed == set(VALUES)
    # The others may be left out, and then say nothing: the settings do. Limits of memory are no settings.
    limits = {"SHARED_BUFFERS", "DATABASE_MEMORY", "WEB_MEMORY", "WORKER_MEMORY"}
    assert {rest for name, rest in used if name not in needed | limits} == {":-"}


def make_secrets(folder: Path, *group: str) -> None:
    script = ["bash", str(BASE_DIR / "ops" / "make-secrets.sh"), str(folder), *group]
    subprocess.run(script, check=True)


def with_secrets(environ: dict[str, str], folder: Path) -> dict[str, str]:
    """The same, with the secrets' files below the folder instead of the containers'."""
    return {
        name: text.replace("/run/secrets", str(folder / "secrets"))
        for name, text in environ.items()
    }


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to others")
def test_without_containers_the_web_server_reads_no_password_of_another_role(
    tmp_path: Path,
) -> None:
    make_secrets(tmp_path, "nogroup")
    folder = tmp_path / "secrets"
    assert (folder.group(), stat.S_IMODE(folder.stat().st_mode)) == ("nogroup", 0o710)
    closed = {file.name for file in folder.iterdir() if not file.stat().st_mode & 0o044}
    assert closed == {
        *("superuser-password", "owner-password", "signer-password"),
        *("database-owner-url", "signer-database-url"),
    }


def test_secrets_are_files_that_only_their_owner_reaches(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    made = {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    assert set(made) == set(yaml.safe_load(COMPOSE)["secrets"])
    for service in SERVICES.values():
        named = {
            text.rsplit("/", 1)[1]
            for text in service["environment"].values()
            if str(text).startswith("/run/secrets/")
        }
        assert named == set(service["secrets"])
    make_secrets(tmp_path)
    assert made == {file.name: file.read_text() for file in (tmp_path / "secrets").iterdir()}
    # Until the newsroom has any.
    empty = {
        *("email-password", "notices-webhook", "bucket-keys"),
        *(
            "database-direct-url",
            "database-exports-replica-url",
            "secret-key-fallbacks",
            "web-archive-keys",
            "oidc-client-secret",
            "backup-passphrase",
        ),
    }
    assert {name for name, words in made.items() if not words} == empty
    assert len({*made.values()} - {""}) == len(made) - len(empty)


def test_no_secret_gets_into_the_image_or_the_repository() -> None:
    for file in (".dockerignore", ".gitignore"):
        ignored = (BASE_DIR / file).read_text().replace("/", "").split()
        assert {".env*", "secrets"} <= set(ignored)


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_has_no_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["mem_limit"]


def test_images_are_named_by_what_they_contain() -> None:
    images = [service["image"] for service in SERVICES.values() if "image" in service]
    images += re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(images) == 2
    for image in images:
        assert re.search(r"@sha256:[0-9a-f]{64}$", image)


def test_every_variable_is_read_by_the_settings_or_by_the_database(tmp_path: Path) -> None:
    make_secrets(tmp_path)
    environ = with_secrets(filled_in("migrate", **VALUES), tmp_path)
    result = subprocess.run(
        [sys.executable, "-c", RECORD_WHAT_THE_SETTINGS_READ],
        env={"PATH": os.environ["PATH"], **environ},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    read = set(result.stdout.split())
    for service in OURS:
        # What is passed on as it is, and the keys of a bucket, a library of ours reads by itself.
        # The other settings of a provider of sign-ins are read where there is one; commands read a passphrase.
        elsewhere = {"AWS_SHARED_CREDENTIALS_FILE", "BACKUP_PASSPHRASE_FILE"}
        passed = set(filled_in(service, **VALUES)) - elsewhere
        assert {name for name in passed if not name.startswith("OIDC_")} <= read
    assert set(re.findall(r"(\w+_ROOT)=", DOCKERFILE)) <= read
    script = (BASE_DIR / "ops" / "init-database.sh").read_text()
    for name in SERVICES["database"]["environment"]:
        assert name.startswith("POSTGRES_") or f"${{{name}:" in script


# Of the image, of one service, or of an installation without containers.
NOT_PASSED_ON = {
    *("DATABASE_OWNER_URL", "DEBUG", "PORT", "FACTCHECK_VAR"),
    *("MEDIA_ROOT", "STATIC_ROOT", "BACKUP_PASSPHRASE"),
    # Of the signer alone.
    *("SIGNER_DATABASE_URL", "SIGNER_KEY", "SIGNER_COMMAND", "SIGNER_MEMORY"),
    # Their packages and files are not in the image.
    *("MATCHING_EMBEDDER", "SPEECH_MODEL", "REPLY_LETTERS"),
}


def test_every_setting_can_be_made_there() -> None:
    known = {each.name for each in vars(environment).values() if isinstance(each, Variable)}
    passed = {name.removesuffix("_FILE") for name in SERVICES["web"]["environment"]}
    assert known - passed == NOT_PASSED_ON
    assert SERVICES["migrate"]["environment"].items() >= {
        ("BACKUP_PASSPHRASE_FILE", "/run/secrets/backup-passphrase")
    }


def test_only_the_migrations_know_the_owner() -> None:
    assert "DATABASE_OWNER_URL_FILE" in SERVICES["migrate"]["environment"]
    assert "SIGNER_DATABASE_URL_FILE" in SERVICES["signer"]["environment"]
    for service in ("web", "worker"):
        assert not any("SIGNER" in name for name in SERVICES[service]["environment"])
        assert not any("signer" in name for name in SERVICES[service]["secrets"])
    for service in ("web", "worker", "signer"):
        assert not any("DATABASE_OWNER" in name for name in SERVICES[service]["environment"])
        assert not any("owner" in name for name in SERVICES[service]["secrets"])


def test_the_signer_remembers_without_a_setting_of_the_operators() -> None:
    unit = (BASE_DIR / "ops" / "systemd" / "factcheck-signer.service").read_text()
    assert "\nStateDirectory=factcheck-signer\n" in unit
    assert "\nEnvironment=SIGNER_MEMORY=/var/lib/factcheck-signer/" in unit
    memory = SERVICES["signer"]["environment"]["SIGNER_MEMORY"]
    places = [mount.split(":")[1] for mount in SERVICES["signer"]["volumes"]]
    assert any(memory.startswith(f"{place}/") for place in places)
    assert not memory.startswith(SERVICES["signer"]["environment"]["SIGNED_LOG"])


def test_every_command_is_there() -> None:
    commands = [SERVICES[name]["command"] for name in OURS if "command" in SERVICES[name]]
    commands += [SERVICES["worker"]["healthcheck"]["test"][1:]]
    commands += [docker_command(r"HEALTHCHECK[^\[]*CMD"), docker_command(r"\nCMD")]
    for command in commands:
        assert command[0] == "python"
        if command[1] == "manage.py":
            assert command[2] in get_commands()
        else:
            assert command[1] == "-m"
            found = find_spec(command[2])
            assert found
            assert not found.submodule_search_locations or find_spec(f"{command[2]}.__main__")
    web = docker_command(r"\nCMD")
    assert callable(import_string(f"{web[3]}.application"))


def test_every_file_it_names_is_there() -> None:
    named = [
        mount.split(":")[0]
        for service in SERVICES.values()
        for mount in service.get("volumes", [])
        if mount.startswith(".")
    ]
    named += re.findall(r"^COPY (\S+)", DOCKERFILE, re.MULTILINE)
    assert len(named) >= 3
    for name in named:
        assert (BASE_DIR / name).exists()
    assert re.search(r"^USER factcheck$", DOCKERFILE, re.MULTILINE)


class Answer(NamedTuple):
    """What the web server said."""

    status: int
    headers: Message
    text: str


class Installation:
    """What the container files make, by their own commands, on this machine."""

    def __init__(self, folder: Path, server: EmbeddedServer) -> None:
        self.server = server
        self.folder = folder
        make_secrets(folder)
        for name in ("database-url", "database-owner-url"):
            secret = folder / "secrets" / name
            text = secret.read_text()
            secret.chmod(0o600)
            secret.write_text(
                text.replace("@database/factcheck", f"@/factcheck?host={server.sockets}")
            )
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.places = {
            "PATH": f"{binaries()}{os.pathsep}{os.environ['PATH']}",
            "STATIC_ROOT": str(folder / "static"),
            "MEDIA_ROOT": str(folder / "media"),
        }

    def environ(self, service: str) -> dict[str, str]:
        """The service's own, with this test's folder and its server's socket."""
        return {**self.places, **with_secrets(filled_in(service, **VALUES), self.folder)}

    def run(self, command: list[str], **environ: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable if word == "python" else word for word in command],
            env={**self.places, **environ},
            cwd=BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def web(self) -> Iterator[None]:
        command = docker_command(r"\nCMD")
        command[command.index("--bind") + 1] = f"127.0.0.1:{self.port}"
        if not Path("/dev/shm").exists():  # noqa: S108 - the image is Linux, this may not be
            at = command.index("--worker-tmp-dir")
            del command[at : at + 2]
        process = subprocess.Popen(
            [sys.executable, *command[1:]],
            env=self.environ("web"),
            cwd=BASE_DIR,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        for line in process.stderr:
            if "Booting worker" in line:
                break
        yield
        process.send_signal(signal.SIGTERM)
        process.communicate()
        assert process.returncode == 0

    @contextmanager
    def worker(self, alive: Path) -> Iterator["subprocess.Popen[str]"]:
        command = [*SERVICES["worker"]["command"][:-1], str(alive)]
        process = subprocess.Popen(
            [sys.executable, *command[1:]],
            env=self.environ("worker"),
            cwd=BASE_DIR,
            stderr=subprocess.PIPE,
            text=True,
        )
        while not alive.exists():
            assert process.poll() is None
            time.sleep(0.05)
        yield process
        if process.poll() is not None:
            return
        process.send_signal(signal.SIGTERM)
        _, output = process.communicate()
        assert (process.returncode, output) == (0, "")

    def get(self, path: str, **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path, headers={"Host": "facts.example", **headers})
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read().decode())
        connection.close()
        return answer


def wait_until(holds: Callable[[], object]) -> None:
    while not holds():
        time.sleep(0.1)


@pytest.fixture(scope="module")
def installation(shared_folder: Path) -> Iterator[Installation]:
    shared_folder.chmod(0o711)
    server = EmbeddedServer(shared_folder, throwaway=True)
    with server.running():
        # As the image finds it: nothing there yet.
        with server.connect() as connection:
            for what in ("DATABASE factcheck", "ROLE factcheck_app", "ROLE factcheck_owner"):
                connection.execute(f"DROP {what}")
        yield Installation(shared_folder, server)


@pytest.mark.long
def test_it_runs_by_its_own_commands(installation: Installation) -> None:
    superuser = {
        **installation.environ("database"),
        "PGHOST": str(installation.server.sockets),
        "PGPASSFILE": str(installation.server.passwords),
    }
    made = installation.run(["bash", "ops/init-database.sh"], **superuser)
    assert made.returncode == 0, made.stderr

    refused = installation.run(
        ["python", "manage.py", "migrate", "--database", "default"],
        **installation.environ("migrate"),
    )
    assert "Migrations run as the owner's role" in refused.stderr
    migrated = installation.run(SERVICES["migrate"]["command"], **installation.environ("migrate"))
    assert migrated.returncode == 0, migrated.stderr
    collected = installation.run(
        ["python", "manage.py", "collectstatic", "--no-input"], **installation.environ("web")
    )
    assert collected.returncode == 0, collected.stderr
    checked = installation.run(
        ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        **installation.environ("web"),
    )
    assert checked.returncode == 0, checked.stderr

    with installation.web():
        healthy = [*docker_command(r"HEALTHCHECK[^\[]*CMD"), str(installation.port)]
        # As Docker does, more than once: a busy machine may need long for the first answer.
        assert any(
            installation.run(healthy, ALLOWED_HOSTS="facts.example").returncode == 0
            for _try in range(20)
        )

        plain = installation.get("/")
        assert plain.status == 301
        assert plain.headers["Location"] == "https://facts.example/"
        secure = installation.get("/account/sign-in/", **{"X-Forwarded-Proto": "https"})
        assert secure.status == 200
        assert "max-age=31536000" in secure.headers["Strict-Transport-Security"]
        cookie = secure.headers["Set-Cookie"]
        assert cookie.startswith("__Host-csrftoken=")
        assert "Path=/" in cookie
        assert "Secure" in cookie
        assert "Domain" not in cookie
        stylesheet = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', secure.text)
        assert stylesheet
        static = installation.get(stylesheet[1], **{"X-Forwarded-Proto": "https"})
        assert static.status == 200
        assert "immutable" in static.headers["Cache-Control"]
        assert installation.get("/", Host="other.example").status == 400

        with installation.server.connect() as connection:
            connection.execute("ALTER DATABASE factcheck ALLOW_CONNECTIONS false")
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'factcheck'"
            )
            # It lives: starting it again would not bring the database back.
            assert installation.run(healthy, ALLOWED_HOSTS="facts.example").returncode == 0
            connection.execute("ALTER DATABASE factcheck ALLOW_CONNECTIONS true")
    assert installation.run(healthy, ALLOWED_HOSTS="facts.example").returncode == 1


@pytest.mark.long
def test_the_worker_and_its_health_check(installation: Installation, tmp_path: Path) -> None:
    service, alive = SERVICES["worker"], tmp_path / "alive"
    assert service["command"][-2:] == ["--alive", service["healthcheck"]["test"][-1]]
    check = [*service["healthcheck"]["test"][1:-1], str(alive)]
    assert installation.run(check).returncode == 1
    with installation.worker(alive), installation.server.connect(dbname="factcheck") as database:
        assert installation.run(check).returncode == 0
        roles = database.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid != pg_backend_pid()"
        ).fetchall()
    assert roles == [("factcheck_app",)]
    # It stays while a worker that is asked to stop lets its jobs end.
    assert int(service["stop_grace_period"].removesuffix("s")) > GRACE


@pytest.mark.long
def test_a_worker_that_loses_its_database_goes_on_by_itself(
    installation: Installation, tmp_path: Path
) -> None:
    sessions = "FROM pg_stat_activity WHERE datname = 'factcheck' AND usename = 'factcheck_app'"
    with (
        installation.server.connect() as connection,
        installation.worker(tmp_path / "alive") as process,
    ):

        def found() -> int:
            return len(connection.execute(f"SELECT 1 {sessions}".encode()).fetchall())

        wait_until(found)
        connection.execute("ALTER DATABASE factcheck ALLOW_CONNECTIONS false")
        connection.execute(f"SELECT pg_terminate_backend(pid) {sessions}".encode())
        log = ""
        while "The database did not answer; tried again" not in log:
            log = process.stderr.readline()  # type: ignore[union-attr]
            assert log
        assert process.poll() is None
        connection.execute("ALTER DATABASE factcheck ALLOW_CONNECTIONS true")
        wait_until(found)
        # What it said meanwhile.
        process.send_signal(signal.SIGTERM)
        assert "Traceback" not in process.communicate()[1]


def test_the_page_for_operators_sets_the_same_limits() -> None:
    page = (BASE_DIR / "docs" / "production.md").read_text()
    stated = re.findall(
        r"ALTER ROLE factcheck_app IN DATABASE factcheck SET (\w+) = '(\w+)';", page
    )
    assert dict(stated) == timeouts.OF_ROLE


@pytest.mark.long
def test_one_server_has_several_newsrooms_that_never_meet(installation: Installation) -> None:
    superuser = {
        **installation.environ("database"),
        "PGHOST": str(installation.server.sockets),
        "PGPASSFILE": str(installation.server.passwords),
    }
    refused = installation.run(["bash", "ops/init-database.sh", "No; such"], **superuser)
    assert (refused.returncode, "No; such" in refused.stderr) == (2, True)
    for _twice in range(2):
        made = installation.run(["bash", "ops/init-database.sh", "second"], **superuser)
        assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    password = (installation.folder / "secrets" / "application-password").read_text().strip()
    for user, name in (("factcheck_app", "second"), ("second_app", "factcheck")):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            installation.server.connect(dbname=name, user=user, password=password)
    with installation.server.connect(
        dbname="second", user="second_app", password=password
    ) as connection:
        limits = {
            name: connection.execute(f"SHOW {name}".encode()).fetchone()
            for name in timeouts.OF_ROLE
        }
    assert limits == {name: (value,) for name, value in timeouts.OF_ROLE.items()}


@pytest.mark.long
def test_the_owner_restores_a_dump(installation: Installation, tmp_path: Path) -> None:
    """Into a database that ops/init-database.sh made."""
    environ = {
        **installation.environ("database"),
        "PGHOST": str(installation.server.sockets),
        "PGPASSFILE": str(installation.server.passwords),
    }
    assert installation.run(["bash", "ops/init-database.sh", "restored"], **environ).returncode == 0
    password = (installation.folder / "secrets" / "owner-password").read_text().strip()
    dump = tmp_path / "dump"
    owner = {**environ, "PGUSER": "factcheck_owner", "PGPASSWORD": password}
    programs = binaries()
    dumped = installation.run(
        [str(programs / "pg_dump"), "--format=custom", f"--file={dump}", "factcheck"], **owner
    )
    assert dumped.returncode == 0, dumped.stderr
    restored = installation.run(
        [
            *(str(programs / "pg_restore"), "--exit-on-error", "--no-owner", "--no-privileges"),
            *("--no-comments", "--dbname=restored", str(dump)),
        ],
        **{**owner, "PGUSER": "restored_owner"},
    )
    assert restored.returncode == 0, restored.stderr
    functions = (
        "SELECT md5(string_agg(pg_get_functiondef(oid), '' ORDER BY oid::regprocedure::text)),"
        " count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'"
    )
    found = []
    for name in ("factcheck", "restored"):
        with installation.server.connect(dbname=name) as connection:
            found.append(connection.execute(functions).fetchone())
    assert found[0] == found[1]


@pytest.mark.long
def test_the_applications_role_there_owns_nothing(installation: Installation) -> None:
    password = (installation.folder / "secrets" / "application-password").read_text().strip()
    with installation.server.connect(
        dbname="factcheck", user="factcheck_app", password=password
    ) as connection:
        for statement in ("TRUNCATE newsroom_user CASCADE", "CREATE TABLE mine (id int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)

"""A server is lost: pgBackRest brings it back whole, and as it was at one moment, on a fresh one."""

import gzip
import hashlib
import secrets
import shutil
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from factcheck import checksums
from ops.drills import machine
from ops.drills.machine import Cluster, Newsroom, Steps, filled, give, run

DEBIAN = ("pgbackrest",)
NAME = "factcheck"
ORIGIN = "factcheck.example/log"
PASSPHRASE = secrets.token_urlsafe(48)


def drill(given: Namespace, steps: Steps, place: Path) -> None:
    """Signs, backs up, signs on, destroys; restores twice and compares everything."""
    with machine.cluster(place, "first") as first, machine.cluster(place, "second") as second:
        configuration = configured(place, first, "pgbackrest.conf")
        with steps.step("a server that archives to pgBackRest, a newsroom, three people"):
            first.make()
            archiving = filled(
                "pgbackrest/archiving.conf", place / "archiving", CONFIGURATION=configuration
            )
            with (first.data / "postgresql.conf").open("a") as file:
                file.write(archiving.read_text())
            first.start()
            newsroom = machine.made_newsroom(NAME, first.server, place)
            newsroom.settings |= {
                "SIGNED_LOG": str(place / "signed-log"),
                "SIGNED_LOG_ORIGIN": ORIGIN,
                "SIGNER_KEY": str(place / "signer-key"),
            }
            newsroom.manage("sign_log", "--new-key")
            pgbackrest(configuration, "stanza-create")
        with steps.step(f"{given.signings} claims signed") as notes:
            signed = newsroom.sign(given.signings, place / "signed-1")
            notes.append(f"{len(signed)} acknowledged")
        with steps.step("full backup by pgBackRest"):
            pgbackrest(configuration, "--type=full", "backup")
        with steps.step(f"{given.signings} more, and what the database holds"):
            signed += newsroom.sign(given.signings, place / "signed-2")
            before, moment = look(first)
        with steps.step(f"{given.signings} more, after that moment"):
            after = newsroom.sign(given.signings, place / "signed-3")
        with steps.step("the public log signed, of which a reader keeps the checkpoint"):
            newsroom.sign_log()
            shutil.copy(place / "signed-log" / "checkpoint", place / "kept-checkpoint")
        with steps.step("captured files copied (rsync or a bucket in production)"):
            shutil.copytree(newsroom.media, place / "media-copy")
        with steps.step("the last of the log archived, then the server destroyed"):
            whole, _now = look(first)
            with first.connect("postgres") as superuser:
                superuser.execute("SELECT pg_switch_wal()")
            pgbackrest(configuration, "check")
            first.stop("immediate")
            shutil.rmtree(first.data)
            shutil.rmtree(newsroom.media)
        with steps.step("restored whole to a fresh server, until it takes writes"):
            restored(place, second, "whole.conf")
        again = at(newsroom, second)
        check(steps, second, again, whole, signed + after)
        second.stop()
        shutil.rmtree(second.data)
        with steps.step("restored as it was at that moment, until it takes writes"):
            restored(place, second, "moment.conf", "--type=time", f"--target={moment}")
        again = at(newsroom, second)
        with steps.step("captured files put back"):
            shutil.copytree(place / "media-copy", newsroom.media, dirs_exist_ok=True)
        check(steps, second, again, before, signed)
        with steps.step("every captured file has its hash") as notes:
            notes.append(f"{files(steps, second, newsroom.media)} files")
        more = gone_on(steps, again, place, max(each["number"] for each in after))
        with second.connect(NAME) as connection:
            machine.lost_signings(steps, connection, more)


def gone_on(steps: Steps, newsroom: Newsroom, place: Path, last: int) -> list[dict[str, Any]]:
    """Behind its public log, whose last publication is given, it publishes nothing until two open an epoch."""
    with steps.step("behind the public log: signer and signings are refused") as notes:
        for refused in (newsroom.sign_log, lambda: newsroom.sign(1, place / "signed-4")):
            try:
                refused()
            except RuntimeError as error:
                notes.append(str(error).strip().splitlines()[-1][:100])
            else:
                steps.require(False, "it signed behind the public log")
    with steps.step("two people open an epoch; claims signed on the restored server") as notes:
        newsroom.open_epoch()
        more = newsroom.sign(2, place / "signed-4")
        numbers = [each["number"] for each in more]
        steps.require(numbers == [last + 1, last + 2], f"no number is given twice: {numbers}")
        notes.append(f"numbers {numbers[0]} and {numbers[1]}, after {last}")
    with steps.step("the signer goes on in another log; verify_chain") as notes:
        newsroom.sign_log()
        notes.append(newsroom.chain().split(":")[1].split(",")[0].strip())
    with steps.step("a reader's program, with the checkpoint of the log before") as notes:
        log = place / "signed-log"
        policy = place / "policy"
        policy.write_text(f"log {(log / 'key').read_text()}quorum none\n")
        printed = run(
            *(sys.executable, "tools/verify.py", log / "2" / "checkpoint", "--log", log),
            *("--kept", place / "kept-checkpoint", "--policy", policy),
        )
        found = [line.strip() for line in printed.splitlines() if "restore" in line]
        steps.require(len(found) == 2, f"the reader learns of the restore: {printed}")
        notes.extend(found)
    return more


def configured(place: Path, of: Cluster, name: str) -> Path:
    made = {each: give(place / each) for each in ("repository", "logs", "locks", "spool")}
    return filled(
        "pgbackrest/pgbackrest.conf",
        place / name,
        **{each.upper(): folder for each, folder in made.items()},
        PASSPHRASE=PASSPHRASE,
        DATA=of.data,
        PORT=of.port,
        SOCKETS=of.folder,
    )


def pgbackrest(configuration: Path, *arguments: str) -> None:
    command = ("pgbackrest", f"--config={configuration}", "--stanza=factcheck", *arguments)
    run(*command, user="postgres")


def restored(place: Path, to: Cluster, name: str, *until: str) -> None:
    give(to.data)
    target = ("--target-action=promote",) if until else ()
    pgbackrest(configured(place, to, name), *until, *target, "restore")
    # What it writes from now on is another history: it archives nowhere here.
    to.start(archive_mode="off")
    machine.wait_until(lambda: is_primary(to), 300)


def is_primary(of: Cluster) -> bool:
    with of.connect(NAME) as connection:
        return connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)


def look(at: Cluster) -> tuple[Any, str]:
    """What is there, and the moment."""
    with at.connect(NAME) as connection:
        found = checksums.contents(connection)
        (moment,) = connection.execute("SELECT clock_timestamp()::text").fetchone() or ("",)
    return found, moment


def at(newsroom: Newsroom, server: Cluster) -> Newsroom:
    """The same newsroom on another server."""
    moved = Newsroom({}, newsroom.media.parent)
    port = newsroom.settings["DATABASE_URL"].rsplit(":", 1)[1].split("/")[0]
    moved.settings = {
        name: value.replace(f":{port}/", f":{server.port}/")
        for name, value in newsroom.settings.items()
    }
    moved.media = newsroom.media
    return moved


def check(
    steps: Steps, server: Cluster, newsroom: Newsroom, expected: Any, signed: list[Any]
) -> None:
    with steps.step("rows and checksums of every table, signings") as notes:
        now, _moment = look(server)
        steps.require_same("tables", expected, now)
        notes.append(f"{len(expected)} tables")
        with server.connect(NAME) as connection:
            machine.lost_signings(steps, connection, signed)
    with steps.step("verify_chain, as the application's role") as notes:
        notes.append(newsroom.chain().split(":")[1].split(",")[0].strip())


def files(steps: Steps, server: Cluster, media: Path) -> int:
    query = "SELECT raw_name, raw_sha256 FROM sources_snapshot WHERE raw_name > ''"
    with server.connect(NAME) as connection:
        named = connection.execute(query).fetchall()
    bad = [
        name
        for name, sha256 in named
        if not (media / name).exists()
        or hashlib.sha256(gzip.decompress((media / name).read_bytes())).hexdigest() != sha256
    ]
    steps.require(not bad, f"{len(bad)} of {len(named)} captured files")
    return len(named)

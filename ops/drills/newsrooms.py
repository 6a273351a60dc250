"""Many newsrooms on one server: none reaches another, and one moves to another server and back."""

from argparse import Namespace
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from ops import newsroom as newsrooms
from ops.drills import machine
from ops.drills.failover import healthy, unit
from ops.drills.machine import Cluster, Newsroom, Steps

DEBIAN = ()
SIGNED = 3  # claims in the newsroom that moves, before and after


def drill(given: Namespace, steps: Steps, place: Path) -> None:
    """Make them, try every way across, measure, move one."""
    names = [f"newsroom_{number}" for number in range(1, given.newsrooms + 1)]
    moving = names[0]
    with machine.cluster(place, "first") as first, machine.cluster(place, "second") as second:
        for server in (first, second):
            server.make()
            server.start(max_connections=400)
        with steps.step(f"{len(names)} newsrooms made by ops.newsroom create, and again"):
            for name in names:
                newsrooms.create(name, first.server)
            addresses = {name: newsrooms.create(name, first.server) for name in names}
        with steps.step("the first one migrated, with people and signed claims"):
            newsroom = of(moving, addresses[moving], place)
            newsroom.manage("migrate", "--verbosity", "0")
            empty = place / "empty.dump"
            newsrooms.dump(moving, empty, first.server)
            newsroom.people()
            signed = newsroom.sign(SIGNED, place / "signed-1")
        with steps.step("the others filled from its empty dump, the last one migrated") as notes:
            for name in names[1:]:
                newsrooms.load(name, empty, first.server)
            of(names[-1], addresses[names[-1]], place).manage("migrate", "--verbosity", "0")
            listed = [row[0] for row in newsrooms.newsrooms(first.server)]
            steps.require(listed == sorted(names), f"listed: {listed}")
            notes.append(f"{len(listed)} listed")
        with steps.step("every role tried on every database") as notes:
            notes.append(across(steps, addresses))
        with steps.step("memory of a newsroom that runs") as notes:
            notes.append(memory(newsroom, place, first))
        bystander = names[-1]
        beside = look(first, bystander)
        with steps.step("moved to another server: dump, create, load, migrate"):
            before = look(first, moving)
            there = moved(moving, first, second, place)
        compare(steps, before, look(second, moving))
        with steps.step("claims signed there"):
            signed += there.sign(SIGNED, place / "signed-2")
        with steps.step("moved back, the old database dropped first"):
            with first.connect("postgres") as superuser:
                superuser.autocommit = True
                superuser.execute(f"DROP DATABASE {moving}")
            before = look(second, moving)
            back = moved(moving, second, first, place)
        compare(steps, before, look(first, moving))
        with steps.step(
            "every signing is there; verify_chain; the newsroom beside it untouched"
        ) as notes:
            with first.connect(moving) as connection:
                machine.lost_signings(steps, connection, signed)
            notes.append(back.chain().split(":")[1].split(",")[0].strip())
            compare(steps, beside, look(first, bystander))


def of(name: str, addresses: dict[str, str], place: Path) -> Newsroom:
    folder = place / name
    folder.mkdir(exist_ok=True)
    return Newsroom(addresses, folder)


def moved(name: str, by: Cluster, to: Cluster, place: Path) -> Newsroom:
    """As docs/operations.md says. Captured files stay where they are, or are copied with rsync."""
    dump = place / f"{name}-{by.port}.dump"
    newsrooms.dump(name, dump, by.server)
    found = of(name, newsrooms.create(name, to.server), place)
    newsrooms.load(name, dump, to.server)
    found.manage("migrate", "--verbosity", "0")
    return found


def across(steps: Steps, addresses: dict[str, dict[str, str]]) -> str:
    """Connections of each newsroom's roles to each newsroom's database."""
    tried = 0
    for name, ours in addresses.items():
        for address in ours.values():
            for other in addresses:
                tried += 1
                start = address.rsplit("/", 1)[0]
                try:
                    psycopg.connect(f"{start}/{other}", connect_timeout=5).close()
                except psycopg.OperationalError as error:
                    refused = "permission denied for database" in str(error)
                    steps.require(refused and name != other, f"{name} at {other}: {error}")
                else:
                    steps.require(name == other, f"a role of {name} connected to {other}")
    return f"{tried} connections tried, only those to the own database succeeded"


def memory(newsroom: Newsroom, place: Path, server: Cluster) -> str:
    """In MB, what is shared counted once: web server and worker by their units, and PostgreSQL's processes."""
    newsroom.manage("collectstatic", "--no-input", "--verbosity", "0")
    with ExitStack() as stack:
        units = [stack.enter_context(unit(name, newsroom, place)) for name in ("web", "worker")]
        machine.wait_until(lambda: healthy(newsroom))
        for _each in range(20):
            healthy(newsroom)
        parts = {made.log.stem: resident(processes(made.command)) for made in units}
        with server.connect("postgres") as superuser:
            name = newsroom.settings["DATABASE_URL"].rsplit("/", 1)[1]
            query = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
            pids = [pid for (pid,) in superuser.execute(query, [name])]
        parts["PostgreSQL"] = resident([psutil.Process(pid) for pid in pids])
    return ", ".join(
        f"{what} {size} MB" for what, size in [*parts.items(), ("together", sum(parts.values()))]
    )


def processes(command: list[str]) -> list[psutil.Process]:
    found = [each for each in psutil.process_iter() if run_as(each, command)]
    return [*found, *(child for each in found for child in each.children(recursive=True))]


def run_as(found: psutil.Process, command: list[str]) -> bool:
    with suppress(psutil.Error):
        return found.cmdline()[1:] == command[1:]
    return False


def resident(of: list[psutil.Process]) -> int:
    total = 0
    for each in {one.pid: one for one in of}.values():
        with suppress(psutil.Error):
            total += each.memory_full_info().pss
    return total // 1_000_000


def look(at: Cluster, name: str) -> Any:
    with at.connect(name) as connection:
        return machine.looked_at(connection)


def compare(steps: Steps, one: Any, other: Any) -> None:
    for what, before, after in zip(("tables", "definitions", "rights"), one, other, strict=True):
        steps.require_same(what, before, after)

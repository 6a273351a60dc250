"""The primary is killed under signings: the other server takes over, and nothing acknowledged is lost."""

import os
import secrets
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import psutil
import psycopg

from ops import newsroom as newsrooms
from ops.drills import machine
from ops.drills.machine import ADDRESS, OPS, ROOT, Newsroom, Steps, filled, free_port, give, process

DEBIAN = ("patroni", "etcd", "haproxy")
NAME = "factcheck"
AFTER = 10  # claims that are signed before the primary is killed, and again after it


class Node:
    """A database server under Patroni."""

    def __init__(self, place: Path, name: str, etcd: int, passwords: dict[str, str]) -> None:
        self.name = name
        self.password = passwords["SUPERUSER_PASSWORD"]
        self.port, self.rest = free_port(), free_port()
        self.folder = give(place / name)
        self.configuration = filled(
            "patroni/patroni.yml",
            place / f"{name}.yml",
            NODE=name,
            ADDRESS=ADDRESS,
            PORT=self.port,
            REST_PORT=self.rest,
            ETCD=f"{ADDRESS}:{etcd}",
            DATA=self.folder / "data",
            FOLDER=self.folder,
            **passwords,
        )
        self.configuration.chmod(0o644)
        self.log = place / f"{name}.log"

    def says(self, path: str) -> bool:
        """Whether Patroni answers so: primary, replica, synchronous."""
        try:
            with urllib.request.urlopen(
                f"http://{ADDRESS}:{self.rest}/{path}", timeout=3
            ) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def connect(self, database: str) -> "psycopg.Connection[Any]":
        """As the superuser."""
        return psycopg.connect(
            host=ADDRESS,
            port=self.port,
            user="postgres",
            password=self.password,
            dbname=database,
        )

    def kill(self) -> None:
        """PostgreSQL and its Patroni at once, as if the machine were gone."""
        postmaster = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        found = subprocess.run(
            ["pgrep", "--full", f"^[^ ]*python3? [^ ]*patroni {self.configuration}"],
            capture_output=True,
            text=True,
            check=False,
        )
        for pid in map(int, found.stdout.split()):
            os.kill(pid, signal.SIGKILL)
        server = psutil.Process(postmaster)
        for each in [server, *server.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                each.kill()


def drill(given: Namespace, steps: Steps, place: Path) -> None:
    """Two servers, HAProxy, web server and worker by their units; the primary is killed."""
    with ExitStack() as stack:
        with steps.step("etcd, two servers under Patroni, HAProxy"):
            one, two, port = servers(place, stack)
        server = {"PGHOST": ADDRESS, "PGPORT": str(one.port), "PGPASSWORD": one.password}
        with steps.step("a newsroom, three people, its web server and worker"):
            addresses = {
                name: address.replace(f":{one.port}/", f":{port}/")
                for name, address in newsrooms.create(NAME, server).items()
            }
            newsroom = Newsroom(addresses, place)
            newsroom.manage("migrate", "--verbosity", "0")
            newsroom.people()
            newsroom.manage("collectstatic", "--no-input", "--verbosity", "0")
            web = stack.enter_context(unit("web", newsroom, place))
            worker = stack.enter_context(
                unit("worker", newsroom, place, "--alive", str(place / "alive"))
            )
            machine.wait_until(lambda: healthy(newsroom) and (place / "alive").exists())
        log = place / "signed"
        with newsroom.signing(log):
            with steps.step(f"{AFTER} claims signed") as notes:
                machine.wait_until(lambda: len(machine.acknowledged(log)) >= AFTER)
                notes.append(f"{len(machine.acknowledged(log))} acknowledged")
            machine.wait_until(lambda: two.says("synchronous"))
            killed = time.time()
            with steps.step("the primary killed (SIGKILL), until the other one takes writes"):
                one.kill()
                machine.wait_until(lambda: two.says("primary"))
                machine.wait_until(lambda: not in_recovery(two))
            with steps.step("until the web server answers 200"):
                machine.wait_until(lambda: healthy(newsroom))
            steps.note("from the kill: web server", time.time() - killed)
            touched = (place / "alive").stat().st_mtime
            with steps.step("until the worker works"):
                machine.wait_until(lambda: (place / "alive").stat().st_mtime > max(touched, killed))
            steps.note("from the kill: worker", time.time() - killed)
            before = len(machine.acknowledged(log))
            with steps.step(f"{AFTER} claims signed on the new primary"):
                machine.wait_until(lambda: len(machine.acknowledged(log)) >= before + AFTER)
        signed = machine.acknowledged(log)
        steps.note("longest gap between two acknowledged signings", gap(signed))
        with steps.step("every acknowledged signing is there") as notes:
            with two.connect(NAME) as connection:
                machine.lost_signings(steps, connection, signed)
            failed = sum('"failed"' in line for line in log.read_text().splitlines())
            notes.append(f"{len(signed)} acknowledged, {failed} attempts refused meanwhile")
        with steps.step("verify_chain") as notes:
            notes.append(newsroom.chain().split(":")[1].split(",")[0].strip())
        steps.require(
            worker.restarts < 10 and web.restarts < 10, "web server or worker don't stay up"
        )
        steps.note(
            "started again by themselves", 0, f"web {web.restarts}, worker {worker.restarts} times"
        )
        with steps.step("the killed server comes back as the other's replica"):
            stack.enter_context(patroni(one))
            machine.wait_until(lambda: one.says("replica") and one.says("synchronous"), 180)


def servers(place: Path, stack: ExitStack) -> tuple[Node, Node, int]:
    """Both nodes, the first one primary, and HAProxy's port."""
    etcd, peer, proxy = free_port(), free_port(), free_port()
    configuration = filled(
        *("etcd/etcd.yml", place / "etcd.yml"),
        NODE="one",
        DATA=place / "etcd",
        ADDRESS=ADDRESS,
        PORT=etcd,
        PEER_PORT=peer,
        MEMBERS=f"one=http://{ADDRESS}:{peer}",
    )
    stack.enter_context(process("etcd", f"--config-file={configuration}", log=place / "etcd.log"))
    machine.wait_until(lambda: reachable(f"http://{ADDRESS}:{etcd}/health"))
    roles = ("SUPERUSER", "REPLICATION", "REWIND", "REST")
    passwords = {f"{role}_PASSWORD": secrets.token_hex(16) for role in roles}
    one, two = (Node(place, name, etcd, passwords) for name in ("one", "two"))
    stack.enter_context(patroni(one))
    machine.wait_until(lambda: one.says("primary"))
    stack.enter_context(patroni(two))
    configuration = filled(
        *("haproxy/haproxy.cfg", place / "haproxy.cfg"),
        ADDRESS=ADDRESS,
        PORT=proxy,
        ONE=f"{ADDRESS}:{one.port}",
        TWO=f"{ADDRESS}:{two.port}",
        ONE_REST_PORT=one.rest,
        TWO_REST_PORT=two.rest,
    )
    stack.enter_context(process("haproxy", "-f", configuration, log=place / "haproxy.log"))
    machine.wait_until(lambda: two.says("synchronous"), 180)
    return one, two, proxy


@contextmanager
def patroni(node: Node) -> Iterator[None]:
    with process("patroni", node.configuration, log=node.log, user="postgres"):
        yield


class Unit:
    """A program of ops/systemd, started again when it ends, as systemd would."""

    def __init__(
        self, name: str, newsroom: Newsroom, place: Path, more: tuple[str, ...], code: Path
    ) -> None:
        text = (OPS / "systemd" / f"factcheck-{name}.service").read_text()
        lines = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
        command = lines["ExecStart"].replace("/srv/factcheck/app/.venv/bin/python", sys.executable)
        command = command.replace("127.0.0.1:8000", f"{ADDRESS}:{newsroom.port}")
        self.command = [*shlex.split(command), *more]
        self.pause = float(lines["RestartSec"])
        self.environ = {**os.environ, **newsroom.settings}
        self.code = code
        self.log = place / f"{name}.log"
        self.restarts = -1
        self.started: subprocess.Popen[bytes] | None = None
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.is_set():
            self.restarts += 1
            with process(*self.command, log=self.log, env=self.environ, cwd=self.code) as started:
                self.started = started
                while started.poll() is None and not self.ended.wait(0.2):
                    pass
            self.ended.wait(self.pause)


@contextmanager
def unit(
    name: str, newsroom: Newsroom, place: Path, *more: str, code: Path = ROOT
) -> Iterator[Unit]:
    made = Unit(name, newsroom, place, more, code)
    thread = threading.Thread(target=made.run)
    thread.start()
    try:
        yield made
    finally:
        made.ended.set()
        thread.join()


def reachable(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=3) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def healthy(newsroom: Newsroom) -> bool:
    """Its first page and its API, which read publications."""
    start = f"http://{ADDRESS}:{newsroom.port}"
    return reachable(f"{start}/") and reachable(f"{start}/api/v1/claims/")


def in_recovery(node: Node) -> bool:
    with node.connect("postgres") as connection:
        return connection.execute("SELECT pg_is_in_recovery()").fetchone() != (False,)


def gap(signed: list[dict[str, Any]]) -> float:
    moments = [datetime.fromisoformat(each["at"]).timestamp() for each in signed]
    return max((later - sooner for sooner, later in pairwise(moments)), default=0.0)

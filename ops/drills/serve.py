"""A web server behind nginx, then Caddy, and before PgBouncer: what reaches it, and what slow clients hold."""

import os
import re
import shutil
import socket
import ssl
from argparse import Namespace
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any

import psutil

from ops.drills import machine
from ops.drills.failover import unit
from ops.drills.machine import ADDRESS, Cluster, Newsroom, Steps, filled, free_port, process, run

DEBIAN = ("pgbouncer", "nginx", "caddy", "openssl")
NAME, HOST = "factcheck", "localhost"
SLOW = (
    40  # clients that send half a header, half a form, or read nothing: more than there are threads
)
FORGED = "203.0.113.9"  # an address that a client says it has
MEGABYTE = 1_000_000
FORM = "application/x-www-form-urlencoded"
SCRIPT = (
    "from newsroom.models import User; from newsroom import tokens;"
    "print(tokens.make(User.objects.get(username='reporter'), 'drill', 1))"
)


class Site:
    """The web server as readers reach it, over TLS."""

    def __init__(self, place: Path, newsroom: Newsroom) -> None:
        self.http, self.https, self.backend = free_port(), free_port(), newsroom.port
        self.certificate, self.key = place / "certificate.pem", place / "key.pem"
        run(
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"),
            *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"),
            *("-keyout", self.key, "-out", self.certificate),
        )
        self.context = ssl.create_default_context(cafile=str(self.certificate))

    def connect(self) -> HTTPSConnection:
        return HTTPSConnection(HOST, self.https, timeout=60, context=self.context)

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        """Headers with _ for -."""
        with closing(self.connect()) as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return answer, answer.read()

    def open(self, request: bytes) -> ssl.SSLSocket:
        """A connection on which this much was sent."""
        plain = socket.create_connection((HOST, self.https), timeout=60)
        made = self.context.wrap_socket(plain, server_hostname=HOST)
        made.sendall(request)
        return made

    def answers(self) -> bool:
        try:
            return self.ask("/")[0].status == 200
        except (OSError, HTTPException):
            return False

    def reached(self) -> int:
        """Connections that the web server has."""
        return sum(
            each.laddr.port == self.backend and each.status == psutil.CONN_ESTABLISHED
            for each in psutil.net_connections("tcp")
            if each.laddr
        )


def drill(given: Namespace, steps: Steps, place: Path) -> None:
    """A newsroom on PgBouncer, with claims signed through it; then the same questions to each proxy."""
    with machine.cluster(place, "server") as server, ExitStack() as stack:
        with steps.step("a newsroom, three people, PgBouncer"):
            server.make()
            server.start()
            newsroom = machine.made_newsroom(NAME, server.server, place)
            site = Site(place, newsroom)
            stack.enter_context(pgbouncer(place, server, newsroom))
            newsroom.settings |= {
                "SITE_URL": f"https://{HOST}:{site.https}",
                "ALLOWED_HOSTS": f"{HOST},{ADDRESS}",
                "TRUSTED_PROXIES": "1",
                "MONITORING_ADDRESSES": FORGED,
            }
        with steps.step(f"{given.signings} claims signed through PgBouncer") as notes:
            signed = newsroom.sign(given.signings, place / "signed")
            notes.append(f"{len(signed)} acknowledged")
            with server.connect(NAME) as connection:
                machine.lost_signings(steps, connection, signed)
        with steps.step("verify_chain, past PgBouncer"):
            newsroom.chain()
        newsroom.manage("collectstatic", "--no-input", "--verbosity", "0")
        token = newsroom.manage("shell", "--verbosity", "0", "--command", SCRIPT).split()[-1]
        stack.enter_context(unit("web", newsroom, place))
        for proxy in (nginx, caddy):
            with proxy(place, site):
                with steps.step(f"{proxy.__name__}, until a page answers"):
                    machine.wait_until(site.answers)
                questions(steps, proxy.__name__, site, token, signed)


def questions(
    steps: Steps, proxy: str, site: Site, token: str, signed: list[dict[str, Any]]
) -> None:
    def require(holds: bool, sentence: str) -> None:
        steps.require(holds, f"{proxy}: {sentence}")

    with steps.step(f"{proxy}: pages, HEAD, 304, static files") as notes:
        pages(require, site, [each["claim"] for each in signed], notes)
    with steps.step(f"{proxy}: forged addresses, another protocol, a request's number"):
        forwarded(require, site)
    with steps.step(f"{proxy}: bodies that are too long, and one that is not") as notes:
        uploads(require, site, token, notes)
    with steps.step(
        f"{proxy}: {SLOW} clients with half a header, {SLOW} with half a form"
    ) as notes:
        slow_senders(require, site, notes)
    with steps.step(f"{proxy}: {SLOW} readers that read nothing"):
        slow_readers(require, site)


def pages(require: Any, site: Site, claims: list[int], notes: list[str]) -> None:
    paths = ["/", "/?q=bridges", "/corrections/", "/api/v1/claims/", "/api/v1/export/claims.csv"]
    paths += [f"/claims/{claim}/" for claim in claims[:3]]
    for path in paths:
        answer, body = site.ask(path)
        require(answer.status == 200 and bool(body), f"{path}: {answer.status}")
        require("max-age" in (answer.headers["Strict-Transport-Security"] or ""), f"{path}: HSTS")
    answer, body = site.ask("/")
    again, nothing = site.ask("/", If_None_Match=answer.headers["ETag"])
    require((again.status, nothing) == (304, b""), f"/ with its ETag: {again.status}")
    with closing(site.connect()) as connection:
        # On one connection: what a HEAD leaves over would be read as the next answer.
        for method in ("HEAD", "GET"):
            connection.request(method, "/")
            one = connection.getresponse()
            read = one.read()
            require(
                one.status == 200 and bool(read) == (method == "GET"), f"{method}: {one.status}"
            )
    found = re.search(rb'/static/[^"]+\.css', body)
    path = found[0].decode() if found else "/static/none"
    style, whole = site.ask(path)
    require(style.status == 200 and "immutable" in style.headers["Cache-Control"], f"{path}: kept")
    packed, less = site.ask(path, Accept_Encoding="gzip")
    require(
        packed.headers["Content-Encoding"] == "gzip" and len(less) < len(whole), f"{path}: gzip"
    )
    same, nothing = site.ask(
        path, If_Modified_Since=packed.headers["Last-Modified"], Accept_Encoding="gzip"
    )
    require((same.status, nothing) == (304, b""), f"{path} with its date: {same.status}")
    notes.append(f"{len(paths)} pages")


def forwarded(require: Any, site: Site) -> None:
    with closing(HTTPConnection(HOST, site.http, timeout=60)) as connection:
        connection.request("GET", "/corrections/")
        answer = connection.getresponse()
        to = answer.headers["Location"] or ""
        require(answer.status in (301, 308) and to.startswith(f"https://{HOST}"), f"http: {to}")
    plain, _body = site.ask("/", X_Forwarded_Proto="http")
    require(plain.status == 200, f"a forged X-Forwarded-Proto is believed: {plain.status}")
    # Only whoever comes from that address may read it. Without a proxy the forged one would be believed.
    with closing(HTTPConnection(ADDRESS, site.backend, timeout=60)) as connection:
        connection.request("GET", "/metrics", headers={"X-Forwarded-For": FORGED})
        require(connection.getresponse().status == 200, "X-Forwarded-For is not read")
    read, _body = site.ask("/metrics", X_Forwarded_For=FORGED)
    require(read.status in (403, 404), f"a forged X-Forwarded-For is believed: {read.status}")
    number, _body = site.ask("/", X_Request_ID="forged-number")
    found = number.headers["X-Request-ID"] or ""
    require(len(found) >= 32 and found != "forged-number", f"X-Request-ID: {found}")


def uploads(require: Any, site: Site, token: str, notes: list[str]) -> None:
    """What the project refuses carries a number of the request; what the proxy refuses doesn't reach it."""
    for path, body, headers, expected in (
        ("/api/v1/match/?text=bridges", b"", {}, {200}),
        ("/", b"words=" + b"x" * 2_700_000, {"Content_Type": FORM}, {403, 405, 413}),
        ("/", b"x" * 5 * MEGABYTE, {"Content_Type": FORM}, {403, 405, 413}),
        ("/api/v1/working/sources/", b"x" * 5 * MEGABYTE, {"Content_Type": FORM}, {401, 413}),
        (
            "/api/v1/working/sources/",
            b'{"text": "' + b"x" * 10 * MEGABYTE + b'"}',
            {"Content_Type": "application/json", "Authorization": f"Token {token}"},
            {400},
        ),
        (
            "/api/v1/working/sources/",
            b"x" * 60 * MEGABYTE,
            {"Content_Type": "application/json", "Authorization": f"Token {token}"},
            {413},
        ),
    ):
        method = "POST" if body else "GET"
        try:
            answer, _body = site.ask(path, method, body or None, **headers)
        except OSError:  # it was refused before it was sent
            notes.append(f"{len(body) / MEGABYTE:.1f} MB: cut off")
            require(400 not in expected, f"{len(body)} bytes to {path}: cut off")
            continue
        require(answer.status in expected, f"{len(body)} bytes to {path}: {answer.status}")
        if body:
            who = "the project" if answer.headers["X-Request-ID"] else "the proxy"
            notes.append(f"{len(body) / MEGABYTE:.1f} MB: {answer.status} by {who}")


def slow_senders(require: Any, site: Site, notes: list[str]) -> None:
    head = f"HTTP/1.1\r\nHost: {HOST}:{site.https}\r\n"
    header = f"GET / {head}X-Slow: ".encode()
    form = f"POST / {head}Content-Type: {FORM}\r\nContent-Length: 1000\r\n\r\nwords=".encode()
    before = site.reached()
    with ExitStack() as stack:
        stack.enter_context(closing(socket.create_connection((ADDRESS, site.backend))))
        require(site.reached() == before + 1, "its connections are not counted")
    with ExitStack() as stack:
        before = site.reached()
        for request in (header, form) * SLOW:
            stack.enter_context(closing(site.open(request)))
        held = site.reached() - before
        notes.append(f"{max(held, 0)} of them reach the web server")
        require(held <= 0, f"{held} slow clients reach the web server")
        for path in ("/", "/?q=bridges", "/api/v1/claims/"):
            answer, _body = site.ask(path)
            require(answer.status == 200, f"{path} beside slow clients: {answer.status}")


def slow_readers(require: Any, site: Site) -> None:
    _answer, page = site.ask("/api/v1/docs/")
    found = re.search(rb'/static/[^"]+bundle[^"]*\.js', page)  # more than a megabyte
    path = found[0].decode() if found else "/static/none"
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{site.https}\r\n\r\n".encode()
    with ExitStack() as stack:
        for _number in range(SLOW):
            client = stack.enter_context(closing(site.open(request)))
            require(client.recv(12) == b"HTTP/1.1 200", f"{path}: no answer to a slow reader")
        for path in ("/", "/?q=bridges", "/api/v1/claims/"):
            answer, _body = site.ask(path)
            require(answer.status == 200, f"{path} beside slow readers: {answer.status}")


@contextmanager
def pgbouncer(place: Path, server: Cluster, newsroom: Newsroom) -> Iterator[None]:
    """DATABASE_URL leads to it; commands and migrations go past it."""
    direct = newsroom.settings["DATABASE_URL"]
    role, password = direct.split("//")[1].split("@")[0].split(":")
    port = free_port()
    folder = machine.give(place / "pgbouncer")
    users = folder / "users"
    users.write_text(f'"{role}" "{password}"\n')
    configuration = filled(
        *("pgbouncer/pgbouncer.ini", folder / "pgbouncer.ini"),
        DATABASE=NAME,
        SERVER=ADDRESS,
        SERVER_PORT=server.port,
        ADDRESS=ADDRESS,
        PORT=port,
        USERS=users,
        CONNECTIONS=20,
    )
    for path in (users, configuration):
        shutil.chown(path, "postgres", "postgres")
    newsroom.settings |= {
        "DATABASE_DIRECT_URL": direct,
        "DATABASE_URL": direct.replace(f":{server.port}/", f":{port}/"),
    }
    with process(
        *("pgbouncer", configuration), log=place / "pgbouncer.log", user="postgres"
    ) as started:
        machine.wait_until(lambda: listens(port) or started.poll() is not None)
        yield


def listens(port: int) -> bool:
    with closing(socket.create_connection((ADDRESS, port), timeout=3)):
        return True


@contextmanager
def nginx(place: Path, site: Site) -> Iterator[None]:
    """Debian's nginx with its own main configuration, which includes ours."""
    ours = filled(
        *("nginx/factcheck.conf", place / "nginx-site.conf"),
        BACKEND=f"{ADDRESS}:{site.backend}",
        HTTP_ADDRESS=f"{ADDRESS}:{site.http}",
        HTTPS_ADDRESS=f"{ADDRESS}:{site.https}",
        HOST=HOST,
        CERTIFICATE=site.certificate,
        KEY=site.key,
        LOG=place / "nginx-site.log",
    )
    text = Path("/etc/nginx/nginx.conf").read_text()
    for original, here in (
        ("/etc/nginx/sites-enabled/*", ours),
        ("/etc/nginx/conf.d/*.conf", place / "none*.conf"),
        ("/run/nginx.pid", place / "nginx.pid"),
        ("/var/log/nginx", place),
    ):
        text = text.replace(original, str(here))
    main = place / "nginx.conf"
    main.write_text(text)
    run("nginx", "-t", "-c", main)
    with process("nginx", "-c", main, "-g", "daemon off;", log=place / "nginx.log"):
        yield


@contextmanager
def caddy(place: Path, site: Site) -> Iterator[None]:
    ours = filled(
        *("caddy/Caddyfile", place / "Caddyfile"),
        BACKEND=f"{ADDRESS}:{site.backend}",
        ADDRESS=ADDRESS,
        HTTP_PORT=site.http,
        HTTPS_PORT=site.https,
        HOST=HOST,
        CERTIFICATE=site.certificate,
        KEY=site.key,
    )
    folders = {name: str(place) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
    command = ("--config", ours, "--adapter", "caddyfile")
    run("caddy", "validate", *command, env=folders)
    with process("caddy", "run", *command, log=place / "caddy.log", env={**os.environ, **folders}):
        yield

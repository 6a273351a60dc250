"""Authorities that stamp times (RFC 3161): openssl, behind an HTTP server on this machine."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

POLICY = "1.2.3.4.1"
CONFIGURATION = f"""
[req]
distinguished_name = subject
[subject]
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[stamps]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = {POLICY}
digests = sha256, sha512
ess_cert_id_alg = sha256
"""
NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config", "cnf")


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


class Tsa:
    """One root with two certificates that stamp: "leaf", which tests trust, and "other"."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "cnf").write_text(CONFIGURATION)
        (folder / "serial").write_text("01")
        root = ["-x509", "-subj", "/CN=Root", "-days", "30", "-extensions", "root"]
        openssl(folder, "req", *NEW_KEY, *root, "-keyout", "root.key", "-out", "root.pem")
        for number, name in enumerate(("leaf", "other"), 1):
            request = ["-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr"]
            openssl(folder, "req", *NEW_KEY, *request)
            by_root = ["-CA", "root.pem", "-CAkey", "root.key", "-set_serial", str(number)]
            ending = ["-extfile", "cnf", "-extensions", "leaf", "-days", "30"]
            signed = ["x509", "-req", "-in", f"{name}.csr", *by_root, *ending]
            openssl(folder, *signed, "-out", f"{name}.pem")
            chain = (folder / f"{name}.pem").read_text() + (folder / "root.pem").read_text()
            (folder / f"{name}-chain.pem").write_text(chain)
        self.leaf = "leaf"  # which of the two stamps
        self.policy = POLICY
        self.fails = False
        self.queries: list[bytes] = []
        self.alone = Lock()

    def answer(self, query: bytes) -> bytes:
        with self.alone:
            self.queries.append(query)
            (self.folder / "query").write_bytes(query)
            given = ["-section", "stamps", "-queryfile", "query", "-tspolicy", self.policy]
            signer = ["-inkey", f"{self.leaf}.key", "-signer", f"{self.leaf}.pem"]
            reply = ["ts", "-reply", "-config", "cnf", *given, *signer, "-chain", "root.pem"]
            openssl(self.folder, *reply, "-out", "answer")
            return (self.folder / "answer").read_bytes()

    def settings_file(self, address: str, name: str = "tsa", ending: str = "") -> Path:
        """For TIME_STAMP_AUTHORITIES: this one alone, with what stands behind its certificates."""
        file = self.folder / "authorities"
        file.write_text(f"authority {name} {address} leaf-chain.pem{ending}\n")
        return file


@contextmanager
def serving(answer: Callable[[bytes], bytes | None]) -> Iterator[str]:
    """The address at which these answers are given; None is a server that fails."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(503 if content is None else 200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsr"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def trusted(tsa: Tsa, settings: Any, ending: str = "") -> Iterator[Tsa]:
    """The authority at work, and named in the settings."""
    with serving(lambda query: None if tsa.fails else tsa.answer(query)) as address:
        settings.FETCH_ALLOWED_HOSTS = [address.split("/")[2]]
        settings.TIME_STAMP_AUTHORITIES = tsa.settings_file(address, ending=ending)
        yield tsa

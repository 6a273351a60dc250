"""A witness over HTTP (c2sp.org/tlog-witness): add-checkpoint, and the last checkpoint of each log."""

import logging
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from claims.transparency.witness import Answer, Witness

logger = logging.getLogger(__name__)

LONGEST_REQUEST = 200_000  # bytes
PATIENCE = 20  # seconds for a client that says nothing


class Server(ThreadingHTTPServer):
    """Serves until it is shut down. TLS and limits of requests are a proxy's."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        super().__init__(address, _Handler)
        self.witness = witness


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal()) or int(length) > LONGEST_REQUEST:
            self.close_connection = True
            self._answer(Answer(400, "Send a Content-Length that is not too large.\n"))
            return
        body = self.rfile.read(int(length))
        if self.path.rstrip("/").rpartition("/")[2] != "add-checkpoint":
            self._answer(Answer(404, "POST to add-checkpoint.\n"))
            return
        answer = self.server.witness.add_checkpoint(body)
        logger.info("add-checkpoint: %s %s", answer.status, answer.body.strip()[:200])
        self._answer(answer)

    def do_GET(self) -> None:
        head, _slash, last = self.path.rpartition("/")
        if last != "checkpoint":
            self._answer(Answer(404, "GET HASH/checkpoint.\n"))
            return
        self._answer(self.server.witness.checkpoint(head.rpartition("/")[2]))

    def _answer(self, answer: Answer) -> None:
        content = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: object) -> None:
        """What matters is logged with its answer."""

"""Settings of the web server."""

from claims.matching import embedding

worker_class = "factcheck.web_worker.BufferingWorker"


def post_worker_init(_worker: object) -> None:
    """So that no reader's statement waits for the embedder's model to load."""
    embedding.start()

"""Settings of the web server."""

from claims.matching import embedding
from factcheck import environment as env
from factcheck import logs

worker_class = "factcheck.web_worker.BufferingWorker"
# Of an access log, if one is asked for: without the queries of searches.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s'
logconfig_dict = logs.configuration(env.LOG_FORMAT.read(), env.LOG_REQUESTS.read())
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": [], "propagate": True}


def post_worker_init(_worker: object) -> None:
    """So that no reader's statement waits for the embedder's model to load."""
    embedding.start()

"""Settings of the web server."""

import os
import shutil
import tempfile
from importlib import import_module
from pathlib import Path

from django.apps import apps

from claims.matching import embedding
from factcheck import environment as env
from factcheck import logs
from newsroom import counts

worker_class = "factcheck.web_worker.BufferingWorker"
# Of an access log, if one is asked for: without addresses of pages, since links have secrets in their paths.
access_log_format = '%(h)s %(t)s "%(m)s %(H)s" %(s)s %(b)s'
logconfig_dict = logs.configuration(env.LOG_FORMAT.read(), env.LOG_REQUESTS.read())
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": [], "propagate": True}

# The processes count together for /metrics; each reads this when it loads prometheus_client.
METRICS = "PROMETHEUS_MULTIPROC_DIR"
made = ""
if (env.MONITORING_TOKEN.read() or env.MONITORING_ADDRESSES.read()) and not os.environ.get(METRICS):
    made = os.environ[METRICS] = tempfile.mkdtemp(prefix="factcheck-metrics-")

# They count together, too, how often somebody has asked.
os.environ[counts.FILE] = counts.make_file()
# Their kept files (claims/formats/exports/kept_files.py).
FILES = "FACTCHECK_FILES"
os.environ[FILES] = tempfile.mkdtemp(prefix="factcheck-files-")


def on_exit(_arbiter: object) -> None:
    if made:
        shutil.rmtree(made, ignore_errors=True)
    Path(os.environ[counts.FILE]).unlink(missing_ok=True)
    shutil.rmtree(os.environ[FILES], ignore_errors=True)


def post_worker_init(_worker: object) -> None:
    """So that no reader's statement waits for the embedder's model to load, nor jobs for a worker unnoticed."""
    embedding.start()
    # Only now is Django set up; not with an application of another kind.
    if apps.ready:
        import_module("factcheck.worker_watch").start()

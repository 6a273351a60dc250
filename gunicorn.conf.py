"""Settings of the web server."""

worker_class = "factcheck.web_worker.BufferingWorker"

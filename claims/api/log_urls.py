"""The addresses of the log, below ``/log/`` (c2sp.org/tlog-tiles)."""

from django.urls import path

from claims.api import signed_log

app_name = "log"

urlpatterns = [
    path("checkpoint", signed_log.checkpoint, name="checkpoint"),
    path("key", signed_log.key, name="key"),
    path("tile/<path:name>", signed_log.tile, name="tile"),
]

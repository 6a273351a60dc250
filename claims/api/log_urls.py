"""The addresses of the log, below ``/log/`` (c2sp.org/tlog-tiles)."""

from django.urls import path

from claims.api import signed_log

app_name = "log"

urlpatterns = [
    path("checkpoint", signed_log.checkpoint, name="checkpoint"),
    path("key", signed_log.key, name="key"),
    path("tile/<path:name>", signed_log.tile, name="tile"),
    path("stamps/list", signed_log.stamps, name="stamps"),
    path("stamps/<str:day>/checkpoint", signed_log.stamped_checkpoint, name="stamped-checkpoint"),
    path("stamps/<str:day>/<str:authority>.tsr", signed_log.stamp, name="stamp"),
]

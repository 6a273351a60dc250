"""The addresses of the log, below ``/log/`` (c2sp.org/tlog-tiles); after a restore another one is below ``/log/2/``."""

from django.urls import include, path

from claims.api import signed_log

app_name = "log"

of_a_log = [
    path("checkpoint", signed_log.checkpoint, name="checkpoint"),
    path("key", signed_log.key, name="key"),
    path("tile/<path:name>", signed_log.tile, name="tile"),
    path("stamps/list", signed_log.stamps, name="stamps"),
    path("stamps/<str:day>/checkpoint", signed_log.stamped_checkpoint, name="stamped-checkpoint"),
    path("stamps/<str:day>/<str:authority>.tsr", signed_log.stamp, name="stamp"),
]
urlpatterns = [
    *of_a_log,
    path("current", signed_log.current, name="current"),
    path("<int:log>/", include(of_a_log)),
]

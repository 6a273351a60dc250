"""Every address of the site."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
]
if find_spec("claims.api"):
    urlpatterns.append(path("api/", include("claims.api.urls")))

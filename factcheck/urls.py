from django.contrib import admin
from django.urls import include, path

from factcheck import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("claims.api.urls")),
    path("", include("claims.api.factchecktools.urls")),
    path("", include("claims.site.urls")),
]

handler404 = views.not_found

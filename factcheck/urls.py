from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from factcheck import unavailable, views
from newsroom.account.reauthentication import rate_limited
from newsroom.account.second_factors import recorded
from newsroom.admin import guide

# The admin's own page would know neither the back-off nor second factors.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# PostgreSQL lets nobody but its owner change a password, so it must know who does.
admin.site.password_change = recorded(rate_limited(admin.site.password_change))  # type: ignore[method-assign]

urlpatterns = [
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("admin/help/<slug:name>/", admin.site.admin_view(guide.page), name="guide"),
    path("admin/", admin.site.urls),
    path("account/", include("newsroom.account.urls")),
    path("api/v1/", include("claims.api.urls")),
    path("log/", include("claims.api.log_urls")),
    path("", include("claims.api.factchecktools.urls")),
    path("", include("claims.site.urls")),
]

handler404 = views.not_found
handler500 = unavailable.error

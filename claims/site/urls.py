"""The site's addresses."""

from django.urls import path

from claims.site import language, search

app_name = "site"

urlpatterns = [
    path("", search.search, name="search"),
    path("language/", language.choose, name="language"),
]

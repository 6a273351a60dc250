"""Paths of pages, of which those without a number are kept."""

from django.urls import reverse
from django.urls.base import clear_script_prefix, set_script_prefix

from claims.publication.addresses import link


def test_a_path_is_as_reverse_gives_it_below_each_prefix() -> None:
    assert link("site:search") == "/"
    assert link("site:working-search") == reverse("site:working-search")
    set_script_prefix("/news/")
    try:
        assert (link("site:search"), link("site:claim", 7)) == ("/news/", "/news/claims/7/")
    finally:
        clear_script_prefix()
    assert (link("site:search"), link("site:claim", 7)) == ("/", "/claims/7/")

"""Addresses that are worked out once."""

import pytest
from django.template import engines
from django.urls import NoReverseMatch, reverse
from django.urls.base import clear_script_prefix, set_script_prefix

from claims.site.kept_addresses import address


def test_an_address_is_as_reverse_gives_it_below_each_prefix() -> None:
    assert address("site:search") == "/"
    assert address("site:working-search") == reverse("site:working-search")
    set_script_prefix("/news/")
    try:
        assert address("site:search") == "/news/"
    finally:
        clear_script_prefix()
    assert address("site:search") == "/"


def test_the_tag_gives_the_addresses_that_djangos_gives() -> None:
    of = {
        '{% url "site:method" %}': "/method/",
        "{% url name %}": "/method/",
        '{% url "site:claim" 7 %}': "/claims/7/",
        '{% url "site:method" as page %}[{{ page }}]': "[/method/]",
        '{% url "site:nothing" as page %}[{{ page }}]': "[]",
    }
    for text, expected in of.items():
        page = engines["django"].from_string("{% load site %}" + text)
        assert page.render({"name": "site:method"}) == expected
    for wrong in ('{% url "site:nothing" %}', "{% url missing %}"):
        with pytest.raises(NoReverseMatch):
            engines["django"].from_string("{% load site %}" + wrong).render({})

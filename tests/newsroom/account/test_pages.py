"""The account's pages in plain words, in both languages."""

import re
from typing import Any

import pytest

from tests import factories
from tests.claims.admin.desk import at_the_desk, words
from tests.newsroom.account.test_reauthentication import a_while_ago

pytestmark = pytest.mark.django_db

FACTORS = "/account/second-factors/"
HEADINGS = {
    FACTORS: ("Second factors", "Segundos factores"),
    f"{FACTORS}app/": ("Set up a code app", "Configurar una aplicación de códigos"),
    f"{FACTORS}passkeys/": ("Passkeys and security keys", "Llaves de acceso y de seguridad"),
    f"{FACTORS}passkeys/add/": ("Add a key", "Añadir una llave"),
    "/account/sessions/": ("Your sessions", "Sus sesiones"),
    "/account/sign-out/": ("Sign out", "Cerrar sesión"),
    "/account/connections/": ("Account at the provider", "Cuenta en el proveedor"),
}
# What the library calls things, and what is left of English on a page in Spanish.
LIBRARY = re.compile(
    r"Two-Factor|Authenticator App|Security Keys|Third-Party|Passwordless|Are you sure"
)
ENGLISH = re.compile(r"\b(the|your|with|and|you|of|is)\b", re.IGNORECASE)


def main_of(answer: Any) -> str:
    found = re.search(r"<main.*?</main>", words(answer), re.DOTALL)
    assert found
    without_scripts = re.sub(r"<(script|noscript).*?</\1>", "", found[0], flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", without_scripts)


@pytest.mark.parametrize("path", HEADINGS)
@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_are_whole_in_both_languages(path: str, language: str) -> None:
    client = at_the_desk(factories.editor(), headers={"accept-language": language})
    page = main_of(client.get(path))
    assert HEADINGS[path][language == "es"] in page
    assert not LIBRARY.search(page)
    if language == "es":
        assert not ENGLISH.search(page), page


def test_the_page_that_asks_for_the_password_is_in_spanish_too() -> None:
    client = a_while_ago(factories.editor())
    page = main_of(client.get(f"{FACTORS}app/", follow=True, headers={"accept-language": "es"}))
    assert "Confirme que es usted" in page
    assert not ENGLISH.search(page), page


def test_a_session_is_no_row_of_a_table_that_breaks_words() -> None:
    page = words(at_the_desk(factories.editor()).get("/account/sessions/"))
    assert "desk-sessions" in page
    assert "<table" not in page

"""The site is translated completely, with each language's dates and numbers; and runs right to left."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from claims.matching import indexing
from tests import factories
from tests.claims.site.test_claim_page import plain
from tests.claims.site.test_maps_and_method import related
from tools import catalogue

SPANISH = {"Accept-Language": "es-EC,es;q=0.9"}


every_language = pytest.mark.parametrize("language", catalogue.TRANSLATED)


@every_language
def test_every_message_of_the_site_is_translated(language: str) -> None:
    written = catalogue.catalogue(language)
    missing = []
    for (context, words), files in catalogue.messages().items():
        found = written.get(words if isinstance(words, str) else words[0], context)
        if found is None or not catalogue.is_translated(found) or found.fuzzy:
            missing.append((words, files))
    assert missing == [], "make messages, then translate what is empty"


# Names of forms, the same in every language.
NAMES = {
    *("Atom", "JSON", "Feed", "CSV", "NDJSON", "ClaimReview", "PROV", "UTC", "SHA"),
    *("curl", "pandas", "DuckDB", "DCAT", "webhook", "id", "Esc", "OpenRefine"),
    *("WARC", "WACZ", "policy", "txt"),  # policy.txt is a file's name
}
_CODE = re.compile(
    r'<(?:script|style).*?</(?:script|style)>|\sx-on:[^=]*="[^"]*"|<span class="material-symbols.*?</span>'
    r"|{#.*?#}|{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}"
    r"|<!doctype html>|\?as_of=|\sclass=[^{>\s]+",
    re.DOTALL,
)
_IN_ATTRIBUTES = re.compile(r'(?:aria-label|placeholder|title|alt)="([^"]*)"')


def test_no_template_says_a_word_that_is_not_to_be_translated() -> None:
    untranslated = {}
    for pattern in catalogue.TEMPLATES:
        for path in catalogue.ROOT.glob(pattern):
            text = _CODE.sub("", path.read_text(encoding="utf-8"))
            shown = [*_IN_ATTRIBUTES.findall(text), re.sub(r"<[^>]*>|&\w+;", " ", text)]
            words = set(re.findall(r"[^\W\d_]{2,}", " ".join(shown))) - NAMES
            if words:
                untranslated[path.name] = words
    assert untranslated == {}


@every_language
def test_translations_fill_in_what_the_messages_do(language: str) -> None:
    assert list(catalogue.catalogue(language).check()) == []


@every_language
def test_the_compiled_catalogue_is_of_what_is_written(language: str) -> None:
    compiled = catalogue.po_file(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogue.compiled(catalogue.catalogue(language)), "make messages"


@pytest.mark.long
def test_a_new_language_has_every_message_to_translate(tmp_path: Path) -> None:
    assert catalogue.update("pt_BR", tmp_path) == len(catalogue.messages())
    assert (
        catalogue.po_file("pt_BR", tmp_path)
        .read_text()
        .startswith("# The site and the desk in Portuguese (")
    )
    assert catalogue.po_file("pt_BR", tmp_path).with_suffix(".mo").exists()


@pytest.mark.django_db
def test_a_claim_in_spanish() -> None:
    number: Any = {"low": Decimal(1150), "high": Decimal(1150), "unit": "bridges"}
    claim = factories.signed_claim(
        quantities=[number],
        said_from=date(2026, 3, 5),
        said_to=date(2026, 3, 5),
        said_basis="stated",
    )
    answer = Client().get(f"/claims/{claim.pk}/", headers=SPANISH)
    assert answer["Content-Language"] == "es"
    page = plain(answer.content.decode())
    for words in ("5 de marzo de 2026", "Verdadero · solo según terceros", "1 150 bridges"):
        assert words in page
    for path in ("/", "/corrections/", "/method/", f"/speakers/{claim.speaker_id}/"):
        assert 'lang="es"' in Client().get(path, headers=SPANISH).content.decode()


@pytest.mark.django_db
def test_a_page_says_that_its_check_is_in_another_language() -> None:
    claim = factories.signed_claim(summary="The audit office counted them and has the same number.")
    says = "Esta verificación está escrita en inglés."
    page = Client().get(f"/claims/{claim.pk}/", headers=SPANISH).content.decode()
    assert says in page
    assert re.search(r'class="summary" lang="en"', page)
    assert re.search(r'class="rationale" lang="en"', page)
    in_english = Client().get(f"/claims/{claim.pk}/").content.decode()
    assert "written in English" not in in_english
    assert 'class="summary" lang' not in in_english
    indexing.bring_up_to_date()
    found = Client().post("/match/", {"text": claim.text}, headers=SPANISH).content.decode()
    assert "Las verificaciones que siguen están escritas en inglés." in found
    in_spanish = factories.signed_claim(summary="La contraloría contó los puentes y son 150.")
    page = Client().get(f"/claims/{in_spanish.pk}/", headers=SPANISH).content.decode()
    assert 'class="summary" lang' not in page


@pytest.mark.django_db
def test_drawings_keep_their_numbers_whatever_the_language() -> None:
    claim = related(factories.signed_claim())
    path = f"/claims/{claim.pk}/map/"

    def drawn(**headers: str) -> list[str]:
        page = Client().get(path, headers=headers).content.decode()
        return [part.partition('"')[0] for part in page.split(' d="')[1:]]

    assert drawn() == drawn(**SPANISH)


@pytest.mark.django_db
def test_the_desk_and_the_api_speak_one_language() -> None:
    desk = Client()
    desk.force_login(factories.reporter())
    assert "Sign out" in desk.get("/admin/", headers=SPANISH).content.decode()
    answer = Client().get("/api/v1/claims/?staus=x", headers=SPANISH)
    assert "There is no such parameter" in answer.content.decode()


@pytest.mark.django_db
@override_settings(LANGUAGES=[("en", "English"), ("ar", "Arabic")])
def test_a_language_from_right_to_left_turns_the_page_round() -> None:
    claim = factories.signed_claim()
    page = Client().get(f"/claims/{claim.pk}/", headers={"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in page.content.decode()


@pytest.mark.django_db
def test_a_search_without_results_says_in_spanish_that_most_claims_are_in_english() -> None:
    factories.signed_claim()
    hint = "La mayoría de las afirmaciones y verificaciones están escritas en inglés"
    assert hint in plain(Client().get("/?q=xyzzy", headers=SPANISH).content.decode())
    assert hint not in plain(Client().get("/?q=bridges", headers=SPANISH).content.decode())
    assert "written in English" not in plain(Client().get("/?q=xyzzy").content.decode())

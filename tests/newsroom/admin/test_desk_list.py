"""The desk's own rows of a list are those that the theme would make."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override
from lxml import html
from unfold.templatetags.unfold_list import result_list

from claims.models import (
    Claim,
    ErrorReport,
    Label,
    Notice,
    Publication,
    ReaderRequest,
    Relation,
)
from claims.workflow import planning
from newsroom.admin.desk_list import desk_result_list
from newsroom.models import ApiToken, Approval, Event
from newsroom.tokens import make
from sources.models import Publisher, Source
from tests import factories
from tests.claims.admin.desk import at_the_desk, list_of, words

pytestmark = pytest.mark.django_db


def parts(page: str) -> list[Any]:
    """Its elements in order: name, attributes, text before and after."""
    return [
        (
            element.tag,
            {key: sorted(value.split()) for key, value in element.attrib.items()},
            " ".join((element.text or "").split()),
            " ".join((element.tail or "").split()),
        )
        for element in html.fromstring(page).iter()
    ]


@pytest.mark.parametrize(
    "model", [Claim, Source, Publisher, Event, Publication, Relation, ApiToken]
)
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.few(4)
def test_rows_are_those_of_the_theme(model: Any, language: str) -> None:
    by = factories.senior()
    first, other = factories.signed_claim(), factories.claim(text='“<b>150</b> & "more"”')
    planning.plan(other.pk, by, 3, factories.DAY)
    factories.relation(first, factories.claim_in_review(), confirmed=False)
    make(by, "a <script>", 7)
    factories.publisher()
    query = "?queue=open&p=1" if model is Claim else ""
    answer: Any = at_the_desk(by).get(list_of(model) + query)
    cl = answer.context["cl"]
    assert len(cl.result_list)
    context = {"request": answer.wsgi_request, "cl": cl}
    with override(language):
        of_theme = render_to_string("admin/change_list_results.html", result_list(context, cl))
        ours = render_to_string("admin/newsroom/result_list.html", desk_result_list(context))
    assert parts(ours) == parts(of_theme)


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (ErrorReport, "No reader has reported an error."),
        (ReaderRequest, "No reader has sent anything to check."),
        (Approval, "Nothing waits for a second person."),
        (Notice, "No notices."),
        (Publication, "Nothing is published yet."),
        (Relation, "No two claims are related yet."),
        (Label, "Nothing here yet."),
    ],
)
def test_an_empty_list_says_what_would_fill_it(model: Any, says: str) -> None:
    page = words(at_the_desk(factories.senior()).get(list_of(model)))
    assert page.count(says) == 1


def test_filters_are_the_same_for_all_until_one_is_set() -> None:
    client = at_the_desk(factories.editor())
    name = factories.editor().username
    page = client.get(list_of(Claim)).content.decode()
    assert name in page
    later = factories.editor().username
    assert later in client.get(list_of(Claim)).content.decode()
    chosen = client.get(f"{list_of(Claim)}?nature=opinion").content.decode()
    assert '<option value="opinion" selected>' in chosen
    assert '<option value="opinion" selected>' not in client.get(list_of(Claim)).content.decode()

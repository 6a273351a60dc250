"""An erasure that two people approved is carried out, whatever is stored of the person."""

from urllib.parse import unquote

import pytest

from claims.capture import intake
from claims.models import Claim, Publication, ReaderRequest, Synonyms
from claims.publication import speakers
from claims.workflow import erasure_runs, erasures, synonyms, topics
from newsroom.models import Event, RepeatableAnswer
from sources.models import Speaker
from tests import factories, sql, workers
from tests.claims.api.writing import Script
from tests.claims.workflow.test_erasures import ask, erase, looked, rows_saying, tables, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]


@pytest.fixture
def zora() -> Speaker:
    """A person with a public claim of her own, and another's that says her name."""
    found = factories.speaker("Zora Quillfeather")
    factories.signed_claim(text="The dam was full in May.", speaker=found)
    factories.signed_claim(text="Zora Quillfeather cut a ribbon in 2024.")
    return found


def protect(speaker: Speaker, description: str = "A witness") -> None:
    speakers.protect(speaker.pk, factories.editor(), description, "She is in danger.")


def test_a_protected_person_who_was_published_is_erased_by_the_job(zora: Speaker) -> None:
    protect(zora)
    requested = ask("erase_person", zora.pk)
    looked(zora, requested.requested_by)
    run = erasure_runs.approve(requested.pk, factories.senior())
    workers.work_off()
    run.refresh_from_db()
    assert (run.state, run.message) == ("done", "")
    assert rows_saying("Zora Quillfeather") == {}
    # What readers read of her claim stays as it was: it hid her name before.
    zora.refresh_from_db()
    assert (zora.protected, zora.description) == (True, "A witness")
    shown = Publication.objects.listed().get(claim__text="The dam was full in May.")
    assert '"A witness"' in shown.body
    assert not Publication.objects.listed().filter(claim=Claim.objects.get(text__contains="cut"))


@pytest.mark.parametrize("name", ["Houston Person", "Data Quillfeather"])
def test_a_person_whose_name_the_description_says_is_erased(name: str) -> None:
    person = factories.speaker(name)
    claim = factories.signed_claim(text="The dam was full in May.", speaker=person)
    erase("erase_person", person.pk)
    assert rows_saying(name) == {}
    person.refresh_from_db()
    assert person.description == erasures.DESCRIPTION
    assert Publication.objects.current().get(claim=claim).standing == "hidden"


def test_a_protected_person_with_another_name_that_the_description_says_is_erased(
    zora: Speaker,
) -> None:
    protect(zora)
    speakers.add_name(zora, factories.editor(), "Witness Quill")
    erase("erase_person", zora.pk)
    assert rows_saying("Witness Quill") == {}


@pytest.mark.parametrize(
    "terms",
    [
        ["Zora Quillfeather", "the dam minister"],
        ["Zora Quillfeather's law", "Dam Act", "Law 12"],
        ["Zora Quillfeather", "ZORA-QUILLFEATHER"],
        ["Zora", "Quillfeather"],
    ],
)
def test_synonyms_with_a_name_go_and_others_stay(zora: Speaker, terms: list[str]) -> None:
    by = factories.editor()
    made = synonyms.add(by, terms)
    synonyms.set_in_use(synonyms.add(by, terms).pk, by, False)
    other = synonyms.add(by, ["ACA", "Obamacare"])
    erasure = erase("erase_person", zora.pk)
    assert erasure.found["claims_synonyms"] == 2
    assert list(Synonyms.objects.all()) == [other]
    # Their history stays, without the name.
    assert Event.objects.of(made).exists()
    assert rows_saying("Zora Quillfeather") == {}


LINKS = [
    "https://news.example/zora-quillfeather",
    "https://ZORA.Quillfeather.example/#Zora_Quillfeather",
    "https://news.example/?q=Zora+Quillfeather&by=zora%20quillfeather",
    "https://news.example/%5Aora%2DQuillfeather",
    "https://news.example/%5a%6F%72%61%2e%51%75%69%6c%6c%66%65%61%74%68%65%72",
    "https://out.example/l?u=https%3A%2F%2Fnews.example%2FZora%2520Quillfeather",
    "https://out.example/l?u=https%253A%252F%252Fnews.example%252FZora%252FQuillfeather",
    "https://news.example/%C5%81ucja-Nu%C3%B1ez/",
    "https://news.example/%C5%82ucja-Nun%CC%83ez/",
    "https://news.example/Łucja%C2%A0Nuñez/",
    "https://news.example/%E6%9D%8E%E5%B0%8F%E9%BE%99",
    "https://news.example/%D0%96%D1%83%D0%BA%D0%BE%D0%B2",
    "https://news.example/Nguy%E1%BB%85n-Th%E1%BB%8B",
    # What is left of these must be no address with a password.
    "https://news.zora/quillfeather@a.example",
    "https://news.zora?quillfeather@a.example",
    # An address elsewhere counts as a name.
    "https://people.example/p/quill-1",
    "https://people.example/p/quill-1/?a=b",
    "https://out.example/l?u=https%3A%2F%2Fpeople.example%2Fp%2Fquill-1",
]
NAMES = ["Zora Quillfeather", "Łucja Nuñez", "李小龙", "Жуков", "Nguyễn Thị"]


def test_links_with_a_name_that_anybody_sends_are_erased() -> None:
    by = factories.reporter()
    zora = factories.speaker(NAMES[0], same_as=("https://people.example/p/quill-1",))
    for link in LINKS:
        factories.reader_request(link)
    factories.error_report(words=f"See {' and '.join(LINKS)}")
    for link in LINKS:
        archived = f"https://web.archive.org/web/20240101000000/{link}"
        factories.archived_copy(factories.source(uri=link), archived)
        intake.request_link(by, link)
        factories.speaker(f"Ben Other {len(link)}", same_as=(link, "https://other.example/"))
    factories.webhook(LINKS[0])
    keys = list(ReaderRequest.objects.values_list("key", flat=True))
    erase("erase_person", zora.pk, names=NAMES[1:])
    for table in tables():
        for (row,) in sql.run(f"SELECT t::text FROM {table} t"):
            plain = words_of(unquote(unquote(row)))
            for name in (*NAMES, "people.example/p/quill-1"):
                assert words_of(name) not in plain, row
            # By their hashes somebody who guesses the link would recognise it.
            assert not [key for key in keys if key in row], row
    assert {each.url[:8] for each in ReaderRequest.objects.all()} == {"https://"}


def test_topics_and_publishers_that_differ_by_the_name_alone_are_erased(zora: Speaker) -> None:
    other = "Olga Featherstone"
    assert len(other) == len(zora.name)
    for name in (zora.name, other):
        topics.add(factories.editor(), name, name[:4].lower())
        factories.publisher(name=name)
    erase("erase_person", zora.pk, names=[other])
    assert rows_saying(zora.name) == rows_saying(other) == {}


def test_no_key_sent_again_answers_with_what_was_erased(zora: Speaker) -> None:
    script = Script(factories.reporter())
    snapshot = factories.snapshot()
    quoted = {"snapshot": snapshot.pk, "directness": "direct", "verb": "said"}
    given = {
        "text": "150 bridges were built.",
        "speaker": zora.pk,
        "quoted": {**quoted, "quotes": [{"exact": factories.QUOTE}]},
    }

    def send(key: str) -> tuple[int, str]:
        answer = script.post("claims/", given, key=key)
        return answer.status_code, answer.content.decode()

    assert (send("a")[0], zora.name in send("a")[1]) == (201, True)
    erase("erase_person", zora.pk)
    count = Claim.objects.count()
    status, answer = send("a")
    assert (status, "erased since" in answer) == (422, True)
    assert zora.name not in answer
    assert (send("b")[0], factories.QUOTE in send("b")[1]) == (201, True)
    erase("erase_source", snapshot.source_id)
    status, answer = send("b")
    assert (status, factories.QUOTE in answer) == (422, False)
    # It is not done again, and nothing of the answers is kept.
    assert Claim.objects.count() == count + 1
    kept = RepeatableAnswer.objects.values_list("sealed_answer", "request_sha256")
    assert set(kept) == {("", "")}

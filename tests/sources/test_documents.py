"""Bytes of every kind: read right, or refused in words. Never in the wrong letters."""

import io
import json
import re
import unicodedata
import zipfile
import zlib
from datetime import date
from typing import Any

import pypdf
import pytest

from newsroom.errors import Refused
from sources import documents, parsing
from sources.decoding import decode
from sources.documents import REASONS, read
from sources.page_metadata import day_of
from tests.sources.children import suspended_child

pytestmark = pytest.mark.long

SENTENCES = (
    "The mayor said on Monday that the bridge would hold for another fifty years.",
    "Engineers who had looked at its piers in the spring were less sure, and told the council so.",
    "Nobody was hurt when a part of the railing fell into the river during the storm last week.",
)
BODY = "".join(f"<p>{each}</p>" for each in SENTENCES)


def page(body: str = BODY, head: str = "<title>The bridge</title>", html: str = "") -> bytes:
    return (
        f"<!doctype html><html {html}><head><meta charset='utf-8'>{head}</head>"
        f"<body><article>{body}</article></body></html>"
    ).encode()


def ld(*objects: Any) -> str:
    return "".join(
        f'<script type="application/ld+json">{json.dumps(each)}</script>' for each in objects
    )


def refused(body: bytes, *stated: str) -> Refused:
    with pytest.raises(Refused) as refusal:
        read(body, *stated)
    assert refusal.value.sentence.endswith("."), "not a sentence"
    return refusal.value


def read_or_refused(body: bytes, **stated: str) -> str:
    """The text, or the rule that stands against it."""
    try:
        return read(body, **stated).text
    except Refused as refusal:
        return refusal.rule


# HTML


def test_the_text_of_a_page() -> None:
    body = f"<h1>The bridge</h1>{BODY}"
    whole = page(body).replace(b"<article>", b"<nav><a href=/>Home</a></nav><article>")
    document = read(whole)
    assert document.text == "\n".join(("The bridge", *SENTENCES))
    assert document.media_type == "text/html"
    assert document.read_by.startswith("trafilatura 2.")


def test_what_a_page_does_not_state_is_empty() -> None:
    """A date in the text and in the address, a name that looks like an author: guesses."""
    guesses = (
        "<div class='author'>By Ann Example</div><span class='date'>3 May 2021</span>"
        "<time datetime='2021-05-03'>Monday</time><footer>© 2020 The Example Times</footer>"
    )
    document = read(
        page(guesses + BODY, head=""), url="https://www.example.com/2021/05/03/the-bridge.html"
    )
    assert document.text
    stated = (document.title, document.byline, document.publisher, document.language)
    assert stated == ("", "", "", "")
    assert document.published_on is None
    assert (document.canonical_url, document.licence, document.metadata) == ("", "", {})


ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "The bridge &amp; the river",
    "author": [{"@type": "Person", "name": "Ann Example"}, {"name": "Ben Example"}],
    "publisher": {"@type": "Organization", "name": "The Example Times"},
    "datePublished": "2021-05-03T23:30:00-05:00",
    "dateModified": "2022-01-01",
    "inLanguage": "en_GB",
    "license": {"@type": "CreativeWork", "url": "https://creativecommons.org/licenses/by/4.0/"},
}


@pytest.mark.parametrize(
    "objects",
    [
        [ARTICLE],
        [[ARTICLE]],
        [
            {
                "@context": "https://schema.org",
                "@graph": [{"@type": "WebSite", "name": "x"}, ARTICLE],
            }
        ],
        [{"@type": "BreadcrumbList"}, ARTICLE],
        [ARTICLE | {"@type": ["ReportageNewsArticle", "Thing"]}],
    ],
    ids=["alone", "in a list", "in a graph", "after another", "of two types"],
)
def test_what_json_ld_states(objects: list[Any]) -> None:
    document = read(page(head=ld(*objects)))
    assert document.title == "The bridge & the river"
    assert document.byline == "Ann Example, Ben Example"
    assert document.publisher == "The Example Times"
    assert document.published_on == date(2021, 5, 3)  # where it was published
    assert document.language == "en-GB"
    assert document.licence == "https://creativecommons.org/licenses/by/4.0/"
    (kept,) = document.metadata["json_ld"]
    assert kept["headline"] == "The bridge &amp; the river"  # as found


def test_what_meta_elements_state() -> None:
    head = """
        <title>The bridge | The Example Times</title>
        <meta property="og:title" content="The bridge">
        <meta name="author" content="Ann Example"><meta name="author" content="Ben Example">
        <meta property="article:author" content="https://social.example/ann">
        <meta property="og:site_name" content="The Example Times">
        <meta property="article:published_time" content="2021-05-03T08:00:00Z">
        <meta property="article:modified_time" content="2022-01-01">
        <link rel="canonical" href="/news/bridge"><link rel="license" href="/licence">
    """
    document = read(page(head=head, html='lang="es-EC"'), url="https://example.com/x?y")
    assert document.title == "The bridge"
    assert document.byline == "Ann Example, Ben Example"
    assert document.publisher == "The Example Times"
    assert document.published_on == date(2021, 5, 3)
    assert document.language == "es-EC"
    assert document.canonical_url == "https://example.com/news/bridge"
    assert document.licence == "https://example.com/licence"


def test_what_stands_in_the_title_element_is_the_title() -> None:
    assert read(page(head="<title> The  bridge\n| The Example Times </title>")).title == (
        "The bridge | The Example Times"
    )


@pytest.mark.parametrize(
    ("marked", "day"),
    [
        ("<time itemprop='datePublished' datetime='2021-05-03'>Monday</time>", date(2021, 5, 3)),
        ("<time pubdate datetime='2021-05-03'>Monday</time>" * 2, date(2021, 5, 3)),
        # A teaser beside it: which of the two is the article's?
        ("<b itemprop=datePublished>2021-05-03</b><b itemprop=datePublished>2021-05-04</b>", None),
    ],
)
def test_a_day_marked_in_the_text(marked: str, day: date | None) -> None:
    assert read(page(marked + BODY)).published_on == day


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2021-05-03", date(2021, 5, 3)),
        ("2021-05-03T23:59:59+14:00", date(2021, 5, 3)),
        ("2021/5/3 08:00", date(2021, 5, 3)),
        ("20210503", date(2021, 5, 3)),
        ("20210503T080000Z", date(2021, 5, 3)),
        ("Mon, 03 May 2021 08:00:00 GMT", date(2021, 5, 3)),
        ("May 3, 2021", date(2021, 5, 3)),
        ("Monday, 3 May 2021", date(2021, 5, 3)),
        ("3. Sept. 2021", date(2021, 9, 3)),
        ("05/03/2021", None),  # in May or in March?
        ("03.05.2021", None),
        ("May 2021", None),
        ("2021", None),
        ("2021-13-45", None),
        ("0001-01-01T00:00:00Z", None),
        ("1620000000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_date_is_a_day_or_not_known(stated: str, day: date | None) -> None:
    assert day_of(stated) == day


def test_claim_reviews_are_kept_as_found() -> None:
    review = {
        "@type": "ClaimReview",
        "claimReviewed": "It holds.",
        "reviewRating": {"x": [1, None]},
    }
    document = read(page(head=ld({"@graph": [{"@type": "Person", "name": "x"}, review]})))
    assert document.metadata == {"json_ld": [review]}


@pytest.mark.parametrize(
    "script",
    [
        "[" * 10_000 + "]" * 10_000,
        '{"@type":"NewsArticle","x":' * 10_000 + "1" + "}" * 10_000,
        '{"@type":"NewsArticle","x":' + "[" * 100 + "]" * 100 + "}",
        '{"@type":"NewsArticle","articleBody":"' + "word " * 100_000 + '"}',
        '{"@type":"NewsArticle","headline":"Cut of',
        "not JSON",
        '"NewsArticle"',
        "null",
        '{"@type": null, "@graph": null}',
        '{"@type":"NewsArticle","author":{"name":{"name":{"name":{"name":"x"}}}},"headline":5}',
        '{"@type":"NewsArticle","publisher":[[[[[["x"]]]]]]}',
        '{"@type":["NewsArticle",{}],"datePublished":["2021"],"license":["x"]}',
    ],
    ids=range(12),
)
def test_hostile_json_ld_is_left_out(script: str) -> None:
    document = read(page(head=f'<script type="application/ld+json">{script}</script>'))
    assert document.text == "\n".join(SENTENCES)
    assert (document.title, document.byline, document.publisher) == ("", "", "")
    assert len(json.dumps(document.metadata)) < 300_000


def test_json_ld_is_kept_as_the_database_takes_it() -> None:
    script = '{"@type":"NewsArticle","name":"a\\u0000b\\ud800c","x":NaN,"y":1e999,"z":-Infinity}'
    document = read(page(head=f'<script type="application/ld+json">{script}</script>'))
    assert document.metadata == {
        "json_ld": [{"@type": "NewsArticle", "name": "ab?c", "x": None, "y": None, "z": None}]
    }


def test_what_is_too_long_for_a_name_is_none() -> None:
    head = ld(
        ARTICLE | {"headline": "x" * 900, "author": "y" * 301, "publisher": {"name": "z" * 301}}
    )
    document = read(page(head=head))
    assert document.title == "x" * 499 + "…"
    assert (document.byline, document.publisher) == ("", "")


def test_the_letters_stay_as_they_are() -> None:
    """Joiners, direction marks, flags, soft hyphens, combining marks: no normal form, no loss."""
    paragraphs = (
        "او گفت «می‌خواهم بروم» و رفت.",
        "הוא אמר \u200f\u202bשלום\u202c לכולם.",
        "A family 👨‍👩‍👧 and a flag 🏴󠁧󠁢󠁥󠁮󠁧󠁿 and a heart ❤️.",
        "Cafe\u0301 and café, ﬁne, Å and Å, co\u00adoperate, 𓀀.",
    )
    written = "".join(f"<p>{each}</p>" for each in paragraphs).replace("\u00ad", "&shy;")
    document = read(page(written + BODY))
    assert document.text == "\n".join((*paragraphs, *SENTENCES))
    assert not unicodedata.is_normalized("NFC", document.text)


def test_the_same_bytes_give_the_same_text() -> None:
    whole = page(BODY * 30 + "<ul><li>One<li>Two</ul><table><tr><td>a<td>b</table>")
    assert len({read(whole).text for _ in range(3)}) == 1


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000 + BODY + "</div>" * 100_000,
        BODY + "<b>" * 100_000 + "What would be lost." + "</b>" * 100_000 + BODY,
    ],
    ids=["all of it", "a part of it"],
)
def test_a_page_nested_too_deep_is_refused_not_cut(body: str) -> None:
    assert refused(page(body)).rule == "document_too_deep"


@pytest.mark.parametrize("element", ["<p>a ", "<br>a ", "<i>a</i> ", "<table><tr><td>a</table>"])
def test_a_page_of_more_paragraphs_than_any_has_is_refused(element: str) -> None:
    assert refused(page(element * 20_001)).rule == "document_too_many_parts"


@pytest.mark.parametrize(
    "body", ["", "<script>var text = 'words';</script>", "<!--" * 1000, "<p> </p><img src=x>"]
)
def test_a_page_without_words_is_refused(body: str) -> None:
    assert refused(page(body)).rule == "document_no_text"


@pytest.mark.long
def test_a_short_page_and_a_fragment_are_read() -> None:
    assert read(page("<p>It holds.</p>")).text == "It holds."
    assert read(f"<p>{SENTENCES[0]}</p>".encode()).text == SENTENCES[0]


def test_an_external_entity_is_not_read(tmp_path: Any) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    doctype = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    whole = page(f"<p>&x;</p>{BODY}").replace(b"<!doctype html>", doctype.encode())
    assert "a secret" not in read(whole).text


# Letters

FRENCH = "L’été dernier, « les événements » n’étaient pas liés à Noël, où l’élève a reçu ça."
RUSSIAN = "Президент заявил, что события прошлого года не связаны с этим решением."
POLISH = "Źródło: ćwiczenia żołnierzy odbyły się później, powiedział rzecznik głośno."
JAPANESE = "大統領は昨年の出来事とは関係がないと述べた。政府は新しい計画を発表した。"
CHINESE = "总统表示，去年的事件与此无关。政府宣布了新的计划，记者提问。"
ARABIC = "قال الرئيس إن أحداث العام الماضي لا علاقة لها بهذا القرار."


@pytest.mark.parametrize(
    ("text", "encoding", "stated"),
    [
        (FRENCH, "utf-8", ""),
        (FRENCH, "utf-8", "iso-8859-1"),  # valid UTF-8 is UTF-8, whatever is said
        (FRENCH, "utf-8-sig", ""),
        (FRENCH, "utf-16", ""),
        (RUSSIAN, "utf-16", "windows-1251"),
        (FRENCH, "cp1252", "iso-8859-1"),  # as browsers do
        (FRENCH, "cp1252", "windows-1252"),
        (FRENCH, "mac_roman", "macintosh"),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "cp1251", "iso-8859-1"),  # a server that says the same of every page
        (RUSSIAN, "cp1251", ""),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "koi8-r", ""),
        (POLISH, "iso8859-2", "iso-8859-2"),
        (JAPANESE, "cp932", "shift_jis"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (JAPANESE, "euc_jp", ""),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (JAPANESE, "iso2022_jp", ""),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE, "gb18030", ""),
        (ARABIC, "cp1256", "windows-1256"),
        (ARABIC, "cp1256", ""),
        ("It cost £5 — and 10° more.", "cp1252", "windows-1252"),
        ("Plain words.", "ascii", "no such encoding"),
    ],
)
def test_a_text_is_in_its_own_letters(text: str, encoding: str, stated: str) -> None:
    assert read(text.encode(encoding), "text/plain", charset=stated).text == text
    html = f"<html><title>x</title><body><p>{text}</p></body></html>"
    assert decode(html.encode(encoding), stated) == html


@pytest.mark.parametrize(
    ("text", "encoding", "stated"),
    [
        (POLISH, "iso8859-2", ""),
        (POLISH, "iso8859-2", "windows-1251"),
        (FRENCH, "cp1252", ""),
        (FRENCH, "cp1252", "utf-8"),
        (FRENCH, "mac_roman", "koi8-r"),
        (RUSSIAN, "cp1251", "utf-16"),
    ],
)
def test_a_text_in_who_knows_what_letters_is_refused_or_right(
    text: str, encoding: str, stated: str
) -> None:
    assert read_or_refused(text.encode(encoding), charset=stated) in (text, "document_encoding")


@pytest.mark.parametrize(
    ("body", "stated"),
    [
        (POLISH.encode("iso8859-2"), ""),
        (b"\xff\xfea", ""),
        ("ab".encode("utf-16-le") + b"\x00", ""),
    ],
    ids=["two readings", "half a character", "no text"],
)
def test_unknown_letters_are_refused(body: bytes, stated: str) -> None:
    assert refused(body, "text/plain", "", stated).rule in {"document_encoding", "document_kind"}


@pytest.mark.long
def test_a_page_says_its_encoding_itself() -> None:
    for head in (
        '<meta charset="windows-1251">',
        "<META http-equiv=x content='a; charset=cp1251'>",
    ):
        html = f"<html><head>{head}</head><p>{RUSSIAN}</p></html>".encode("cp1251")
        assert read(html).text == RUSSIAN


def test_a_stray_byte_in_a_long_page_is_shown_as_one() -> None:
    whole = page(BODY * 20 + "<p>caf\u00e9 ol\u00e9</p>").replace("olé".encode(), b"ol\xe9")
    assert "café ol\ufffd" in read(whole, charset="utf-8").text


def test_lines_end_in_one_way_and_nothing_unprintable_stays() -> None:
    body = "\r\nOne\r\nTwo\rThree\u2028Four\x0cFive\x1b[0m\x7f\n\n".encode()
    assert read(body).text == "One\nTwo\nThree\nFour\nFive[0m"


# PDF


def pdf(
    *pages: str, title: str = "", letters: bytes = b"", stream: tuple[bytes, bytes] | None = None
) -> bytes:
    """A PDF in one font; each page a text.

    ``letters``: the font's own table of letters; ``stream``: what the pages show instead, with
    how it is packed.
    """
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding%s >>"
        % (b" /ToUnicode 4 0 R" if letters else b""),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(letters), letters),
    ]
    for n, text in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources"
            b" << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (6 + 2 * n)
        )
        escaped = re.sub(rb"[\\()]", rb"\\\g<0>", text.encode("cp1252"))
        shown = b"BT /F1 12 Tf 50 700 Td (%s) Tj ET" % escaped if text else b""
        how, content = stream or (b"", shown)
        objects.append(b"<< %s /Length %d >>\nstream\n%s\nendstream" % (how, len(content), content))
    objects.append(b"<< /Title (%s) /Author (Ann Example) >>" % title.encode())
    out, offsets = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % each for each in offsets)
    out += b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (len(objects) + 1, len(objects))
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def encrypted(user: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf(SENTENCES[0])))
    writer.encrypt(user, "the owner's", algorithm=algorithm)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def test_the_text_of_a_pdf() -> None:
    document = read(pdf(*SENTENCES[:2], "Café (§ 5)", title="The bridge"), "text/html")
    assert document.text == "\n\n".join((*SENTENCES[:2], "Café (§ 5)"))
    assert (document.title, document.byline) == ("The bridge", "Ann Example")
    assert document.published_on is None  # when the file was made is not when it was published
    assert document.media_type == "application/pdf"
    assert document.read_by.startswith("pypdf ")


def test_a_pdf_without_text_is_refused() -> None:
    refusal = refused(pdf("", "", title="A scan"))
    assert refusal.rule == "document_pdf_no_text"
    assert "a PDF without a text layer" in refusal.sentence


@pytest.mark.long
@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_an_encrypted_pdf(algorithm: str) -> None:
    """What opens for anybody is read; what asks for a password is refused."""
    assert read(encrypted("", algorithm)).text == SENTENCES[0]
    assert refused(encrypted("secret", algorithm)).rule == "document_pdf_encrypted"


WHOLE = pdf(*SENTENCES)


@pytest.mark.parametrize(
    "body",
    [
        b"%PDF-1.7",
        b"%PDF-1.7\n%%EOF",
        b"%PDF-" + b"\x00\xff" * 5000,
        WHOLE[:100],
        WHOLE.replace(b"/Pages", b"/Pagez"),
        WHOLE.replace(b"/Kids [5 0 R", b"/Kids [2 0 R"),
        WHOLE.replace(b"/Parent 2 0 R", b"/Parent 5 0 R"),
        WHOLE.replace(b"/Length ", b"/Length -"),
        WHOLE.replace(b"/Contents 6 0 R", b"/Contents 1 0 R"),
        WHOLE.replace(b"/Count 3", b"/Count 999999999"),
        b"%PDF-1.7\n1 0 obj\n" + b"[" * 100_000 + b"]" * 100_000 + b"\nendobj\n",
    ],
    ids=[
        *("a mark alone", "nothing", "noise", "cut off", "no pages", "pages within themselves"),
        *("own parent", "negative length", "no contents", "a lie about pages", "deep arrays"),
    ],
)
def test_a_malformed_pdf_is_refused_or_read(body: bytes) -> None:
    found = read_or_refused(body)
    assert SENTENCES[-1] in found or found in {
        *("document_pdf_damaged", "document_pdf_no_text", "document_crashed"),
        *("document_too_much", "document_pdf_pages"),
    }


@pytest.mark.long
def test_a_pdf_of_too_many_pages_is_refused() -> None:
    assert refused(pdf(*["x"] * 3001)).rule == "document_pdf_pages"


@pytest.mark.long
def test_a_pdf_that_unpacks_without_end_is_refused() -> None:
    packed = b"0 0 m " * 50_000_000
    for _ in range(3):
        packed = zlib.compress(packed, 9)
    head = b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    assert refused(pdf("x", stream=(head, packed))).rule in {
        *("document_pdf_damaged", "document_too_much", "document_crashed"),
    }


def test_signs_without_letters_are_refused() -> None:
    """A font made for printing may say of its signs only that they are its own."""
    codes = range(0x21, 0x7F)
    signs = b"".join(b"<%02x> <%04x>\n" % (code, 0xE000 + code) for code in codes)
    private = (
        b"/CIDInit /ProcSet findresource begin 1 begincmap 1 begincodespacerange <00> <ff>"
        b" endcodespacerange\n%d beginbfchar\n%sendbfchar endcmap end" % (len(codes), signs)
    )
    assert refused(pdf(SENTENCES[0], letters=private)).rule == "document_pdf_letters"


# What is no document to read


def packed(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            content = "application/epub+zip" if name == "mimetype" else "<x/>" * 50_000
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, compress_type=how)
    return file.getvalue()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (packed("[Content_Types].xml", "word/document.xml"), "Word document"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "spreadsheet"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "slides"),
        (packed("mimetype", "META-INF/container.xml"), "e-book"),
        (packed("a.txt"), "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "office document"),
        (b"{\\rtf1 Words}", "RTF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "image"),
        (b"GIF89a" + bytes(64), "image"),
        (b"RIFF\x00\x00\x00\x00WEBP" + bytes(64), "image"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(64), "video"),
        (b"ID3\x04" + bytes(64), "recording"),
        (b"\x1f\x8b\x08" + bytes(64), "gzip"),
        (b"WARC/1.0\r\n", "web archive"),
        (b"<?xml version='1.0'?><rss version='2.0'></rss>", "feed"),
        (b"<?xml version='1.0'?><feed xmlns='x'></feed>", "feed"),
        (b"<?xml version='1.0'?><x/>", "XML"),
        (b"\x7fELF\x02\x01\x01\x00", "not a web page"),
        (bytes(range(256)), "not a web page"),
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"\xef\xbb\xbf", "no text"),
    ],
)
def test_other_kinds_are_refused_by_their_name(body: bytes, words: str) -> None:
    assert words in refused(body, "text/html").sentence


def test_xhtml_is_html() -> None:
    html = f'<?xml version="1.0"?>\n<!-- x -->\n<html xmlns="x"><body>{BODY}</body></html>'
    assert read(html.encode()).text == "\n".join(SENTENCES)


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        (b"a" * (documents.LARGEST + 1), "document_size"),
        (b"<html>" + b"a" * documents.LARGEST_HTML, "document_size"),
    ],
    ids=["anything", "a page"],
)
def test_what_is_too_large_is_refused(body: bytes, rule: str) -> None:
    assert refused(body).rule == rule


def test_a_large_text_is_read() -> None:
    assert len(read(b"words " * 1_000_000).text) == 6_000_000


def test_a_reader_that_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "SECONDS", 0.1)
    monkeypatch.setattr(parsing._parser, "child", suspended_child)
    assert refused(page()).rule == "document_too_much"


def test_every_reason_has_its_sentence() -> None:
    assert all(str(sentence).endswith(".") for sentence in REASONS.values())

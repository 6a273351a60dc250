"""The files that can be exported, and of each claim its one row."""

from django.utils.translation import gettext_lazy as _

from claims.choices import CONCLUDED, LISTED, Attribution, Nature
from claims.formats.exports.child_tables import (
    APPEARANCES,
    QUANTITIES,
    RELATIONS,
    SOURCES,
    SPEAKERS,
)
from claims.formats.exports.columns import (
    ID,
    NUMBER,
    QUOTED_BY,
    URL,
    WHICH,
    Dataset,
    Key,
    amount,
    day,
    moment,
    number,
    text,
    texts,
    truth,
    word,
)

CLAIMS = Dataset(
    "claims",
    _("Claims: one row each, with its first quantity and its first known appearance"),
    [
        NUMBER,
        ID,
        URL,
        word(
            "standing",
            "p.standing",
            _(
                "Whether the conclusion is in force (signed), or is being checked again (under_review)."
            ),
            LISTED,
        ),
        moment("published_at", "p.published_at", _("When this was published.")),
        text("text", "p.text", _("What was said, in self-contained words.")),
        word("nature", "p.nature", _("What kind of statement it is."), Nature),
        text("language", "p.language", _("Of the wording (BCP 47).")),
        word(
            "attribution",
            "p.attribution",
            _("Did this speaker say this, then, in these words? Read it beside status."),
            Attribution,
        ),
        word(
            "status",
            "p.status",
            _("Is it so? Where standing is under_review: what was last signed."),
            CONCLUDED,
        ),
        number("speaker_id", "p.speaker_id", _("Of the speaker; none where it is not public.")),
        word("speaker_kind", "f.speaker_kind", _("Person, organisation, group and so on.")),
        text("speaker_name", "f.speaker_name", _("Empty where the public is told no name.")),
        text("speaker_description", "f.speaker_description", _("Who that is, in a few words.")),
        text("speaker_role", "f.speaker_role", _("The post held when it was said.")),
        text("speaker_organisation", "f.speaker_organisation", _("Where that post is.")),
        day("said_from", "p.said_from", _("The first day on which it may have been said.")),
        day("said_to", "p.said_to", _("The last day on which it may have been said.")),
        word("said_basis", "f.said_basis", _("How the day is known: stated, inferred, unknown.")),
        text("said_note", "f.said_note", _("On how the day is known.")),
        texts("topics", "p.topics", _("Slugs of its topics.")),
        number("quantities", "f.quantities", _("How many quantities it holds.")),
        amount("quantity_low", "f.quantity_low", _("The first quantity, or its lower end.")),
        amount("quantity_high", "f.quantity_high", _("The first quantity, or its upper end.")),
        text("quantity_unit", "f.quantity_unit", _("The unit of the first quantity.")),
        word("quantity_bound", "f.quantity_bound", _("Exactly, at least, at most, about.")),
        text("quantity_qualifier", "f.quantity_qualifier", _("Such as “known”.")),
        text("quantity_counted", "f.quantity_counted", _("What is counted.")),
        day("quantity_as_of", "f.quantity_as_of", _("The day that the count is as of.")),
        text("rationale", "f.rationale", _("Why it was concluded so.")),
        text("reason", "f.reason", _("Why it is being checked again; only where it is.")),
        truth("four_eyes", "f.four_eyes", _("Whether two people signed.")),
        number("appearances", "f.appearances", _("In how many sources it is known to appear.")),
        truth(
            "first_known",
            "f.first_known",
            _("Whether the appearance told here is the first known; else it is the first listed."),
        ),
        number("source_id", "f.source_id", _("Of the source of that appearance.")),
        text("source_uri", "f.source_uri", _("Where the source is, or was.")),
        word("source_kind", "f.source_kind", _("Article, post, document and so on.")),
        text("source_title", "f.source_title", _("The source's title.")),
        text("source_byline", "f.source_byline", _("Who wrote it, as it says itself.")),
        text("source_publisher", "f.source_publisher", _("Who published it; empty: not stated.")),
        day("source_published_on", "f.source_published_on", _("When; empty: not stated.")),
        text("source_language", "f.source_language", _("The source's language (BCP 47).")),
        word("text_sha256", "f.text_sha256", _("Of the text in which the quotes stand.")),
        text("verb", "f.verb", _("How the source says that it was said.")),
        word("directness", "f.directness", _("In direct or indirect speech, or both.")),
        text("described_as", "f.described_as", _("How the source describes the speaker.")),
        text("translated_from", "f.translated_from", _("The language it was translated from.")),
        texts("quotes", "f.quotes", _("The very words, in the source."), QUOTED_BY),
        truth("taken_down", "f.taken_down", _("Whether its text had to be taken down.")),
        word("body_sha256", "p.body_sha256", _("Of all that was published of it.")),
        word("sha256", "p.sha256", _("Of the publication, and through it of all before.")),
    ],
    tables="({publications}) p LEFT JOIN claims_flatpublication f ON f.publication_id = p.number",
    plain="f.plain",
    objects="({publications}) p",
    keys=[
        *WHICH,
        Key("event", "p.event", word=True),
        Key("standing", "p.standing", word=True),
        Key(
            "published_at",
            """to_char(p.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
            word=True,
        ),
        Key("body_sha256", "p.body_sha256", word=True),
        Key("previous_sha256", "p.previous_sha256", word=True),
        Key("sha256", "p.sha256", word=True),
    ],
    rest="p.said",
    order=["p.number"],
)


DATASETS = {
    each.name: each for each in (CLAIMS, APPEARANCES, QUANTITIES, RELATIONS, SPEAKERS, SOURCES)
}

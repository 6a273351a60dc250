"""SQL of the application's role against readers' error reports, reasons of reopenings, conflicts of interest, and
what a protection leaves to be shown."""

from collections.abc import Iterator
from random import Random

from claims.choices import PublicationEvent, ReasonKind, ReportOutcome
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack, unguarded
from tests.attacks.sql_database import changed
from tests.attacks.sql_publications import another, columns


@attack(
    "kernel",
    "readers' error reports changed, decided or answered by hand",
    guard=unguarded("claims_errorreport"),
)
def reports(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n, table = newsroom.numbers, "claims_errorreport"
    for column, kind in columns(newsroom, table):
        value = another(column, kind)
        for where in ("", f" WHERE id = {n['report']}", f" WHERE id = {n['decided report']}"):
            statement = f'UPDATE {table} SET "{column}" = {value}{where}'
            yield Attempt(statement, changed(statement))
    reviews = [number for (number,) in newsroom.rows("SELECT max(id) FROM claims_review")]
    for by in [*newsroom.names, "NULL"]:
        for outcome in ReportOutcome:
            for review in ("NULL", *reviews):
                decide = (
                    f"UPDATE {table} SET outcome = '{outcome}', settled_by_id = {by}, settled_at = now(),"
                    f" settled_note = 'x', review_id = {review}, owner_id = {by}"
                )
                yield Attempt(f"{outcome} by {by}, {review}", changed(decide))
            made = (
                f"INSERT INTO {table} (claim_id, publication_id, words, contact, sender, outcome, settled_by_id,"
                " settled_at, settled_note, answer) SELECT claim_id, publication_id, words, '', '',"
                f" '{outcome}', {by}, now(), 'x', '' FROM {table} WHERE id = {n['report']}"
            )
            yield Attempt(f"made as {outcome} by {by}", changed(made))
        answer = f"UPDATE {table} SET answer = 'Sorry.', answered_by_id = {by}, answered_at = now()"
        yield Attempt(f"answered by {by}", changed(answer))
    yield Attempt("deleted", changed(f"DELETE FROM {table}"))


@attack(
    "kernel",
    "what a claim is reopened for, changed, left out or invented by hand",
    guard=unguarded("claims_review", "claims_claim"),
)
def reasons(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    publish = "INSERT INTO claims_publication (claim_id, event) VALUES ({}, '{}')"
    for claim in ("reopened", "full", "signed", "refuted", "proposed", "in_review", "due", "held"):
        number = newsroom.numbers[claim]
        for kind in (*ReasonKind, "", "none"):
            update = f"UPDATE claims_review SET reason_kind = '{kind}' WHERE claim_id = {number}"
            yield Attempt(f"{claim}: {update}", changed(update))
            for event in (PublicationEvent.REOPENED, PublicationEvent.SHOWN):
                yield Attempt(
                    f"{claim}: {kind}, published as {event}",
                    changed(update, publish.format(number, event)),
                )
            for by in (newsroom.numbers["senior"], newsroom.numbers["editor"]):
                opened = (
                    "INSERT INTO claims_review (claim_id, number, opening, reviewer_id, reason, reason_kind, state,"
                    " rationale, would_settle, reply_not_sought) SELECT"
                    f" {number}, max(number) + 1, 'reopened', {by}, 'x', '{kind}', 'open', '', '', ''"
                    f" FROM claims_review WHERE claim_id = {number}"
                )
                status = f"UPDATE claims_claim SET status = 'in_review' WHERE id = {number}"
                yield Attempt(
                    f"{claim}: reopened for {kind} by {by}",
                    changed(opened, status, publish.format(number, PublicationEvent.REOPENED)),
                )


@attack(
    "kernel",
    "words that the public reads of one person: reasons and descriptions, without a name",
    guard=unguarded("claims_review", "claims_claim", "sources_speaker", "newsroom_user"),
)
def words(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    publish = "INSERT INTO claims_publication (claim_id, event) VALUES ({}, '{}')"
    text = "'The mayor took bribes.'"
    for claim in ("signed", "full", "refuted", "reopened", "withdrawn", "held", "protected", "waiting",
                  "in_review", "proposed", "due"):  # fmt: skip
        number = newsroom.numbers[claim]
        of_claim, of_review = f"WHERE id = {number}", f"WHERE claim_id = {number}"
        speaker = f"WHERE id = (SELECT speaker_id FROM claims_claim {of_claim})"
        for change in (
            f"UPDATE claims_review SET reason = {text} {of_review}",
            f"UPDATE claims_review SET reason = {text} {of_review} AND state = 'open'",
            f"UPDATE claims_claim SET withdrawn_reason = {text} {of_claim}",
            f"UPDATE claims_claim SET status = 'withdrawn', withdrawn_reason = {text} {of_claim}",
            f"UPDATE claims_claim SET status = 'withdrawn', attribution = '', withdrawn_reason = {text} {of_claim}",
            f"UPDATE claims_claim SET withdrawn_wording = NOT withdrawn_wording {of_claim}",
            f"UPDATE sources_speaker SET description = {text} {speaker}",
            f"UPDATE sources_speaker SET protected = true, description = {text} {speaker}",
            f"UPDATE sources_speaker SET protected = NOT protected, description = {text} {speaker}",
            f"UPDATE newsroom_user SET public_name = {text}",
            f"UPDATE claims_topic SET name = {text} WHERE id = (SELECT max(id) FROM claims_topic)",
        ):
            yield Attempt(f"{claim}: {change}", changed(change))
            for event in ("reopened", "withdrawn", "supplemented", "corrected", "shown"):
                # The job itself shows that one as it is.
                if (claim, event) == ("waiting", "shown") and "sources_speaker" not in change:
                    continue
                yield Attempt(
                    f"{claim}: {change}, published as {event}",
                    changed(change, publish.format(number, event)),
                )
            hide = f"INSERT INTO claims_publication (claim_id, event) VALUES ({number}, 'hidden')"
            yield Attempt(f"{claim}: {change}, hidden and shown",
                          changed(change, hide, publish.format(number, "shown")))  # fmt: skip


@attack(
    "kernel",
    "conflicts of interest declared, lifted or removed in people's names",
    guard=unguarded("claims_conflict"),
)
def conflicts(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for column, kind in columns(newsroom, "claims_conflict"):
        statement = f'UPDATE claims_conflict SET "{column}" = {another(column, kind)}'
        yield Attempt(statement, changed(statement))
    for by in [*newsroom.names, "NULL"]:
        lift = f"UPDATE claims_conflict SET lifted_at = now(), lifted_by_id = {by}, lifted_reason = 'x'"
        yield Attempt(f"lifted by {by}", changed(lift))
        for claim in ("signed", "proposed", "in_review") if by != "NULL" else ():
            declared = (
                "INSERT INTO claims_conflict (claim_id, person_id, reason)"
                f" VALUES ({newsroom.numbers[claim]}, {by}, 'x')"
            )
            yield Attempt(f"declared by {by} of {claim}", changed(declared))
    yield Attempt("deleted", changed("DELETE FROM claims_conflict"))
    yield Attempt("emptied", changed("TRUNCATE claims_conflict"))


@attack(
    "given up",
    "what waits to be shown after a protection: shown, taken off the list or put on it",
    guard=unguarded("claims_claimtoshow", "sources_speaker", "claims_publication"),
)
def waiting(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n, table = newsroom.numbers, "claims_claimtoshow"
    claims = (
        "waiting",
        "saying",
        "protected",
        "held",
        "withdrawn",
        "signed",
        "refuted",
        "due",
        "down",
    )
    off = f"DELETE FROM {table}"
    unprotect = "UPDATE sources_speaker SET protected = false WHERE protected"
    for claim in claims:
        on = f"INSERT INTO {table} (claim_id) VALUES ({n[claim]}) ON CONFLICT DO NOTHING"
        one = f"{off} WHERE claim_id = {n[claim]}"
        for event in PublicationEvent:
            # The job itself shows it with the description, and what is due is published.
            if (claim, event) in (("waiting", "shown"), ("due", "signed")):
                continue
            shown = (
                f"INSERT INTO claims_publication (claim_id, event) VALUES ({n[claim]}, '{event}')"
            )
            for name, statements in {
                "": (shown,),
                "off the list, ": (one, shown),
                "on the list, ": (on, shown),
                "then off the list, ": (shown, one),
            }.items():
                yield Attempt(f"{claim}: {name}{event}", changed(*statements))
        for statements in ((one,), (on,), (on, one), (unprotect, one), (on, unprotect, off)):
            yield Attempt(f"{claim}: {'; '.join(statements)}", changed(*statements))
        if claim not in ("waiting", "saying"):
            put = f"UPDATE {table} SET claim_id = {n[claim]} WHERE claim_id = {n['waiting']}"
            yield Attempt(f"{claim} put in place", changed(put))
    for statement in (
        off,
        f"TRUNCATE {table}",
        "SELECT claims_looked_at()",
        f"TRUNCATE {table} CASCADE",
    ):
        yield Attempt(statement, changed(statement))


@attack(
    "kernel",
    "another person of a protected name recorded by one, or without a name",
    guard=unguarded("claims_namesake"),
)
def namesakes(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    speakers = ("protected speaker", "waiting speaker")
    for claim in ("saying", "waiting", "protected", "signed", "due"):
        for speaker in speakers:
            for by in (n["senior"], n["reporter"]):
                for approval in ("NULL", n["hold approval"], n["role approval"]):
                    statement = (
                        "INSERT INTO claims_namesake (claim_id, speaker_id, recorded_by_id, approval_id)"
                        f" VALUES ({n[claim]}, {n[speaker]}, {by}, {approval})"
                    )
                    yield Attempt(f"{claim}, {speaker}, {by}, {approval}", changed(statement))
                    again = f"UPDATE sources_speaker SET protected = true WHERE id = {n[speaker]}"
                    yield Attempt(
                        f"{claim}, {speaker}, {by}, {approval}, protected again",
                        changed(again, statement),
                    )

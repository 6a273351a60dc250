"""SQL of the application's role against what two people sign besides reviews: translations, labels, keys, epochs and
erasures; and against transcripts, and who listened to them.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from newsroom.choices import ApprovalKind
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack, unguarded
from tests.attacks.sql_database import changed
from tests.attacks.sql_publications import another, columns

DECIDE = (
    "INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id, outcome, answer,"
    " decided_by_id, decided_at) VALUES ('{kind}', {subject}, '{payload}', 'x', {by}, 'done', '', {second}, now())"
)
LAST_APPROVAL = "(SELECT max(id) FROM newsroom_approval)"


def each_change(newsroom: Newsroom, *tables: str) -> Iterator[Attempt]:
    """Each column of all rows changed, and the rows deleted."""
    for table in tables:
        for column, kind in columns(newsroom, table):
            statement = f'UPDATE {table} SET "{column}" = {another(column, kind)}'
            yield Attempt(statement, changed(statement))
        yield Attempt(f"no {table}", changed(f"DELETE FROM {table}"))


def copied(newsroom: Newsroom, table: str, **changes: object) -> str:
    """SQL that copies the last row with these values instead, without its number."""
    names = [name for name, _kind in columns(newsroom, table) if name != "id"]
    values = ", ".join(str(changes.get(name, f'"{name}"')) for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({listed}) SELECT {values} FROM {table} ORDER BY 1 DESC LIMIT 1"


def pairs(newsroom: Newsroom) -> Iterator[tuple[str, str]]:
    """Who requests and who approves: both entitled, one alone, and the other way round."""
    n = newsroom.numbers
    for by, second in (("editor", "senior"), ("senior2", "senior"), ("senior", "senior"), ("reporter", "editor")):  # fmt: skip
        yield str(n[by]), str(n[second])


def decided(kind: str, subject: object, payload: str, by: str, second: str) -> str:
    return DECIDE.format(kind=kind, subject=subject, payload=payload, by=by, second=second)


@attack(
    "kernel",
    "translations changed, or signed without two people",
    guard=unguarded("claims_translation"),
)
def translations(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n, table = newsroom.numbers, "claims_translation"
    yield from each_change(newsroom, table)
    for by, second in pairs(newsroom):
        changes: dict[str, dict[str, Any]] = {
            "other words": {"text": "'No han construido nada.'"},
            "another language": {"language": "'fr'"},
            "another claim's": {"claim_id": n["signed"]},
            "the same again": {},
        }
        for what, words in changes.items():
            kind, subject = "supplement", words.get("claim_id", n["translated"])
            made = {"translated_by_id": by, "checked_by_id": second}
            for name, before in {
                "": (),
                "approved first, ": (decided(kind, subject, "{}", by, second),),
            }.items():
                approval = LAST_APPROVAL if before else "approval_id + 1000"
                statement = copied(newsroom, table, approval_id=approval, **made, **words)
                yield Attempt(f"{name}{what}, by {by} and {second}", changed(*before, statement))


@attack(
    "kernel",
    "labels and their editions changed, or signed without two people",
    guard=unguarded("claims_label", "claims_labeledition"),
)
def labels(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n, table = newsroom.numbers, "claims_labeledition"
    yield from each_change(newsroom, "claims_label", table)
    for person in newsroom.names:
        slug = f"'by-{person}'"
        made = copied(newsroom, "claims_label", slug=slug, made_by_id=person)
        yield Attempt(f"a label by {person}", changed(made))
    for by, second in pairs(newsroom):
        for words in (
            {"name": "'Quite true'"},
            {"status": "'verified'", "value": "best"},
            {"retired": "true"},
        ):
            for name, before in {
                "": (),
                "approved first, ": (decided("sign_label", n["label"], "{}", by, second),),
            }.items():
                approval = LAST_APPROVAL if before else "approval_id + 1000"
                statement = copied(newsroom, table, number=9, approval_id=approval, **words)
                yield Attempt(f"{name}{words}, by {by} and {second}", changed(*before, statement))
    for claim in ("proposed", "signed", "due"):
        chosen = f"UPDATE claims_round SET label_id = 1 WHERE claim_id = {n[claim]}"
        yield Attempt(f"chosen for {claim}", changed(chosen))


@attack(
    "kernel",
    "transcripts and captions changed, or marked as listened to in people's names",
    guard=unguarded("sources_transcript", "sources_cue", "claims_listening"),
)
def transcripts(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    yield from each_change(newsroom, "sources_transcript", "sources_cue", "claims_listening")
    for origin in ("official", "person", "machine", "captions"):
        made = copied(
            newsroom, "sources_transcript", snapshot_id=n["snapshot"], origin=f"'{origin}'",
            version="'1'" if origin == "machine" else "''", made_by="'Somebody'",
        )  # fmt: skip
        yield Attempt(f"{origin} of an article", changed(made))
    for speaker in ("NUÑEZ", "RUIZ"):
        cue = copied(
            newsroom, "sources_cue", speaker=f"'{speaker}'", start='"end" + 1', end='"end" + 2'
        )
        yield Attempt(f"one caption more, of {speaker}", changed(cue))
    heard = f"WHERE claim_id = {n['heard']}"
    for person in newsroom.names:
        for what, more in {
            "again": {},
            "other words": {"start": 0, "end": 5},
            "another claim": {"claim_id": n["in_review"]},
            "another voice": {"speaker_id": n["speaker"]},
        }.items():
            made = copied(newsroom, "claims_listening", listened_by_id=person, **more)
            yield Attempt(f"{what}, by {person}", changed(made))
        moved = f"UPDATE claims_listening SET listened_by_id = {person} {heard}"
        yield Attempt(f"moved to {person}", changed(moved))


@attack(
    "kernel",
    "keys to sign with, epochs and lines of the public log, made or changed by hand",
    guard=unguarded(
        "newsroom_signerkey", "claims_signature", "claims_logahead", "claims_epoch", "newsroom_logentry"
    ),
)  # fmt: skip
def keys_and_epochs(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n, table = newsroom.numbers, "newsroom_signerkey"
    tables = ("claims_signature", "claims_logahead", "claims_epoch", "newsroom_logentry")
    yield from each_change(newsroom, table, *tables)
    for statement in (
        "INSERT INTO newsroom_logentry (line) VALUES ('withheld 1')",
        "SELECT write_to_log('epoch 1 2')",
        "UPDATE newsroom_signerkey SET revoked_at = NULL, revoked_by_id = NULL",
    ):
        yield Attempt(statement, changed(statement))
    for person in newsroom.names:
        revoked = f"UPDATE {table} SET revoked_at = now(), revoked_by_id = {person}"
        yield Attempt(f"revoked by {person}", changed(revoked))
        for second in (n["senior"], person):
            before = decided("enrol_key", person, "{}", person, str(second))
            made = copied(
                newsroom, table, person_id=person, credential="'x'", approval_id=LAST_APPROVAL,
                pseudonym="left(md5(random()::text), 32)",
            )  # fmt: skip
            yield Attempt(f"a key of {person}, approved by {second}", changed(before, made))
        yield Attempt(
            f"a signature by {person}",
            changed(
                "INSERT INTO claims_signature (role, authenticator_data, client_data, signature, version, pseudonym,"
                " public_key, counter, claim_id, key_id, round_id) SELECT 'signer', 'x', 'e30', 'x', version, 'x',"
                f" 'x', 1, claim_id, {n['key']}, id FROM claims_round WHERE claim_id = {n['proposed']}"
            ),
        )
    ahead = (
        "INSERT INTO claims_logahead (origin, size, root, number)"
        " VALUES ('old.example', 9, repeat('a', 64), 999)"
    )
    yield Attempt("the log is said to be ahead", changed(ahead))
    for by, second in pairs(newsroom):
        subject = "(SELECT max(id) FROM claims_logahead)"
        approved = DECIDE.replace("{subject}", "coalesce({subject}, 0)").format(
            kind="open_epoch", subject=subject, payload='{"origin": "new.example"}', by=by, second=second
        )  # fmt: skip
        opened = (
            "INSERT INTO claims_epoch (ahead_id, approval_id, origin) SELECT"
            f" {subject}, {LAST_APPROVAL}, 'new.example'"
        )
        for name, first in {"": (), "approved first, ": (approved,)}.items():
            yield Attempt(f"{name}an epoch by {by} and {second}", changed(*first, opened))
            yield Attempt(f"{name}with its restore, by {by} and {second}", changed(ahead, *first, opened))  # fmt: skip


@attack(
    "kernel",
    "erasures by one person, changed, or of more than was approved",
    guard=unguarded("claims_erasure", "claims_erasedpublication", "newsroom_approval"),
)
def erasures(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    yield from each_change(newsroom, "claims_erasure", "claims_erasedpublication")
    call = "SELECT erasure_of_approval({}, gen_random_uuid(), repeat('0', 64), '')"
    ((done,),) = newsroom.rows("SELECT max(approval_id) FROM claims_erasure")
    for approval in (done, n["hold approval"], n["role approval"], 10**9, "NULL"):
        yield Attempt(f"of request {approval}", changed(call.format(approval)))
    subjects = {
        ApprovalKind.ERASE_PERSON: n["speaker"],
        ApprovalKind.ERASE_SOURCE: n["fetched source"],
        ApprovalKind.ERASE_REPORT: n["report"],
    }
    payload = '{"names": ["Ana"], "legal_basis": "court", "files": []}'
    for kind, subject in subjects.items():
        for by, second in pairs(newsroom):
            approved = decided(kind, subject, payload, by, second)
            erased = call.format(LAST_APPROVAL)
            yield Attempt(f"{kind} by {by} and {second}", changed(approved, erased))
            requested = approved.replace(f"'done', '', {second}, now()", "'open', '', NULL, NULL")
            later = f"UPDATE newsroom_approval SET outcome = 'done', decided_by_id = {second}, decided_at = now() WHERE outcome = 'open'"
            yield Attempt(f"{kind} by {by}, then {second}", changed(requested, later, erased))
    for statement in (
        "INSERT INTO claims_erasedpublication VALUES (1, 1)",
        "SELECT erase_old_messages(); SELECT erase_old_messages()",
        "SELECT erase_names(ARRAY['Ana'], '{}', 1)",
        "SELECT guards_of('newsroom_event', false)",
        "DELETE FROM newsroom_eventtext",
        "UPDATE sources_snapshot SET erased = true",
        "UPDATE sources_recording SET erased = true",
        "UPDATE claims_errorreport SET words = ''",
    ):
        yield Attempt(statement, changed(statement))

"""SQL of the application's role that proposes, signs and approves in people's names."""

import json
from collections.abc import Iterator
from random import Random

from claims.choices import Status
from claims.models import Claim
from claims.publication import document
from tests.attacks.newsroom import Newsroom
from tests.attacks.registry import Attempt, attack, unguarded
from tests.attacks.sql_database import accepted, changed
from tests.attacks.sql_publications import another, columns
from tests.claims.publication.test_isolation import PUBLISH

SIGN = (
    "UPDATE claims_round SET outcome = 'signed', decided_by_id = {by}, decided_at = now()"
    " WHERE claim_id = {claim}"
)
CLOSE = "UPDATE claims_review SET state = 'signed', closed_at = now() WHERE claim_id = {claim}"
CONCLUDE = (
    "UPDATE claims_claim SET status = '{status}', attribution = 'reported' WHERE id = {claim}"
)


def publishing(newsroom: Newsroom, claim: str) -> tuple[str, dict[str, int]]:
    return PUBLISH, {"claim": newsroom.numbers[claim]}


@attack(
    "kernel",
    "a sign-off in anybody's name",
    guard=unguarded("claims_round", "claims_review", "claims_claim"),
)
def signed(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    claim = newsroom.numbers["proposed"]
    everybody = [*newsroom.names, "NULL", "0", "-1"]
    for by in everybody:
        sign, close = SIGN.format(by=by, claim=claim), CLOSE.format(claim=claim)
        for status in ("verified", "refuted"):
            end = CONCLUDE.format(status=status, claim=claim)
            yield Attempt(
                f"by {by}, {status}", changed(sign, close, end, publishing(newsroom, "proposed"))
            )
            yield Attempt(f"by {by}, {status}, told first", changed(end, close, sign))
            yield Attempt(
                f"by {by}, {status}, alone",
                changed(sign.replace("decided_at", "alone = true, decided_at"), close, end,
                        publishing(newsroom, "proposed")),
            )  # fmt: skip
        yield Attempt(f"by {by}, the round only", changed(sign))
        yield Attempt(
            f"by {by}, authors gone first",
            changed(
                f"UPDATE claims_round SET authors = '{{}}' WHERE claim_id = {claim}", sign, close
            ),
        )
        yield Attempt(
            f"by {by}, proposed by another first",
            changed(
                f"UPDATE claims_round SET proposed_by_id = {newsroom.numbers['senior']}",
                sign,
                close,
            ),
        )
        yield Attempt(
            f"by {by}, with a role taken first",
            changed(
                f"INSERT INTO newsroom_role (person_id, role, granted_by_id) VALUES ({by}, 'Senior editor', {by})",
                sign,
                close,
            ),
        )


@attack(
    "kernel",
    "a proposal in anybody's name, of anything",
    guard=unguarded("claims_round", "claims_claim"),
)
def proposed(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    claim = newsroom.numbers["in_review"]
    review = newsroom.rows("SELECT id FROM claims_review WHERE claim_id = %s", claim)[0][0]
    body = json.loads(document.proposal(claim, "reported", "verified"))
    ((another_body,),) = newsroom.rows(
        "SELECT body FROM claims_round WHERE claim_id = %s", newsroom.numbers["proposed"]
    )
    for by in newsroom.names:
        for name, given in {
            "what is there": body,
            "another claim's body": json.loads(another_body),
            "an empty body": {},
            "other words": {**body, "text": "x"},
            "signed by others": {**body, "signed": {"by": ["X"], "four_eyes": True}},
        }.items():
            for outcome in ("open", "signed"):
                insert = (
                    "INSERT INTO claims_round (review_id, claim_id, number, status, attribution, body, version,"
                    " proposed_by_id, proposed_at, outcome, reason, alone, decided_by_id, decided_at)"
                    f" SELECT {review}, {claim}, 1, 'verified', 'reported', body,"
                    f" encode(sha256(convert_to(body, 'UTF8')), 'hex'), {by}, now(), '{outcome}', '', false,"
                    f" {newsroom.numbers['senior'] if outcome == 'signed' else 'NULL'},"
                    f" {'now()' if outcome == 'signed' else 'NULL'} FROM canonical_json(%s::jsonb) AS body"
                )
                start = f"UPDATE claims_claim SET status = 'awaiting_signoff' WHERE id = {claim}"
                yield Attempt(
                    f"{name}, by {by}, {outcome}", changed((insert, [json.dumps(given)]), start)
                )


@attack("kernel", "a status without its review", guard=unguarded("claims_claim"))
def statuses(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for claim in (
        "unreviewed",
        "in_review",
        "proposed",
        "signed",
        "refuted",
        "reopened",
        "withdrawn",
        "due",
    ):
        number = newsroom.numbers[claim]
        for status in (*Status, "published"):
            for also in ("", ", attribution = 'confirmed'", ", revision = revision + 1"):
                statement = f"UPDATE claims_claim SET status = '{status}'{also} WHERE id = {number}"
                yield Attempt(f"{claim}: {status}{also}", changed(statement))
    for status in Status:
        yield Attempt(
            f"born {status}",
            changed(
                "INSERT INTO claims_claim (text, speaker_id, nature, said_basis, said_note, language, note, status,"
                " attribution, withdrawn_reason, withdrawn_wording, revision, added_by_id)"
                f" SELECT text, speaker_id, nature, said_basis, said_note, language, note, '{status}', attribution,"
                f" '', false, 1, added_by_id FROM claims_claim WHERE id = {newsroom.numbers['signed']}"
            ),
        )


PARTS = {
    "claims_claim": "id",
    "claims_appearance": "claim_id",
    "claims_anchor": "claim_id",
    "claims_quantity": "claim_id",
    "claims_relay": "claim_id",
    "claims_evidence": "claim_id",
    "claims_review": "claim_id",
    "claims_round": "claim_id",
    "claims_claim_topics": "claim_id",
}


@attack(
    "given up",
    "what is proposed or signed changed, one column after the other",
    guard=unguarded(*PARTS),
)
def frozen(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for claim in ("full", "proposed", "due"):
        number = newsroom.numbers[claim]
        for table, key in PARTS.items():
            for column, kind in columns(newsroom, table):
                value = another(column, kind)
                statement = f'UPDATE {table} SET "{column}" = {value} WHERE {key} = {number}'
                yield Attempt(f"{claim}: {statement}", changed(statement))
            yield Attempt(
                f"{claim}: no {table}", changed(f"DELETE FROM {table} WHERE {key} = {number}")
            )
            if table != "claims_claim":
                moved = f"UPDATE {table} SET claim_id = {number} WHERE claim_id = {newsroom.numbers['in_review']}"
                yield Attempt(f"{claim}: {table} moved here", changed(moved))
    for table in (
        "sources_source",
        "sources_publisher",
        "sources_speaker",
        "sources_role",
        "newsroom_user",
    ):
        for column, kind in columns(newsroom, table):
            statement = f'UPDATE {table} SET "{column}" = {another(column, kind)}'
            yield Attempt(statement, changed(statement))


@attack(
    "kernel",
    "requests by two approved or invented in people's names",
    guard=unguarded("newsroom_approval"),
)
def approvals(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    kinds = {
        "lift_hold": n["held"],
        "supplement": n["signed"],
        "correct": n["signed"],
        "withdraw_takedown": n["snapshot down"],
        "grant_role": n["nobody"],
        "make_superuser": n["reporter"],
        "reactivate": n["gone"],
        "reset_sign_in": n["senior2"],
        "change_email": n["senior2"],
        "unprotect": n["protected speaker"],
        "merge": n["speaker"],
    }
    decide = "UPDATE newsroom_approval SET outcome = 'done', decided_by_id = {}, decided_at = now()"
    for kind, subject in kinds.items():
        for outcome in ("open", "done"):
            for by, second in (("senior", "senior2"), ("editor", "senior"), ("senior", "senior"),
                               ("reporter", "senior"), ("gone", "senior")):  # fmt: skip
                insert = (
                    "INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id, outcome,"
                    f" answer, decided_by_id, decided_at) VALUES ('{kind}', {subject}, '{{\"role\": \"Editor\"}}',"
                    f" 'x', {n[by]}, '{outcome}', '', {n[second] if outcome == 'done' else 'NULL'},"
                    f" {'now()' if outcome == 'done' else 'NULL'})"
                )
                yield Attempt(f"{kind} {outcome} {by}, {second}", changed(insert))
                yield Attempt(
                    f"{kind} {outcome} {by}, then {second}",
                    changed(insert, decide.format(n[second]) + " WHERE outcome = 'open'"),
                )
    for person in [*newsroom.names, "NULL"]:
        yield Attempt(f"all that is open, by {person}", changed(decide.format(person)))
    for column, kind in columns(newsroom, "newsroom_approval"):
        statement = f'UPDATE newsroom_approval SET "{column}" = {another(column, kind)}'
        yield Attempt(statement, changed(statement))
    yield Attempt("no approval", changed("DELETE FROM newsroom_approval"))


@attack(
    "kernel",
    "another name or link of a speaker whom a publication names",
    guard=unguarded("sources_alias", "sources_speaker"),
)
def names_and_links(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    n = newsroom.numbers
    link = "ARRAY['https://example.org/someone-else']"
    full = Claim.objects.get(pk=n["full"]).speaker_id
    for speaker in (n["speaker"], full, n["merged into"], n["organisation"]):
        for statement in (
            f"INSERT INTO sources_alias (speaker_id, name) VALUES ({speaker}, 'The Butcher')",
            f"UPDATE sources_alias SET name = 'The Butcher' WHERE speaker_id = {speaker}",
            f"UPDATE sources_alias SET speaker_id = {speaker} WHERE speaker_id <> {speaker}",
            f"DELETE FROM sources_alias WHERE speaker_id = {speaker}",
            f"UPDATE sources_speaker SET same_as = {link} WHERE id = {speaker}",
            f"UPDATE sources_speaker SET same_as = same_as || {link} WHERE id = {speaker}",
            f"UPDATE sources_speaker SET name = 'The Butcher' WHERE id = {speaker}",
            f"UPDATE sources_speaker SET description = 'a butcher' WHERE id = {speaker}",
            f"INSERT INTO sources_role (speaker_id, title, period, note) VALUES ({speaker}, 'butcher', '[,]', '')",
        ):
            yield Attempt(statement, changed(statement))
            requested = (
                "INSERT INTO newsroom_approval (kind, subject_id, payload, reason, requested_by_id, outcome, answer)"
                f" VALUES ('change_speaker', {speaker}, '{{}}', 'x', {n['editor']}, 'open', '')"
            )
            decided = f"UPDATE newsroom_approval SET outcome = 'done', decided_by_id = {n['senior']}, decided_at = now()"
            yield Attempt(f"approved: {statement}", changed(requested, decided, statement))


@attack(
    "kernel",
    "relations confirmed, dismissed or rewritten by hand",
    guard=unguarded("claims_relation"),
)
def relations(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    for column, kind in columns(newsroom, "claims_relation"):
        statement = f'UPDATE claims_relation SET "{column}" = {another(column, kind)}'
        yield Attempt(statement, changed(statement))
    for person in newsroom.names:
        for state_ in ("confirmed", "dismissed", "suggested"):
            by, at = (person, "now()") if state_ != "suggested" else ("NULL", "NULL")
            statement = f"UPDATE claims_relation SET state = '{state_}', decided_by_id = {by}, decided_at = {at}"
            yield Attempt(f"{state_} by {person}", changed(statement))
        insert = (
            "INSERT INTO claims_relation (from_claim_id, to_claim_id, kind, rationale, scope, state, method, method_version,"
            " suggested_by_id, decided_by_id, decided_at, signed_in_id) SELECT"
            f" {newsroom.numbers['signed']}, {newsroom.numbers['refuted']}, 'contradicts', 'Made up.', '', 'confirmed',"
            f" '', '', {person}, {person}, now(), (SELECT max(id) FROM claims_review)"
        )
        yield Attempt(f"invented by {person}", changed(insert))


@attack(
    "kernel",
    "the job queue used for other ends",
    guard=(
        "GRANT TRIGGER ON ALL TABLES IN SCHEMA public TO {app};"
        " GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {app}"
    ),
)
def queues(newsroom: Newsroom, random: Random) -> Iterator[Attempt]:
    table = "procrastinate_jobs"
    for statement in (
        f"ALTER TABLE {table} ADD COLUMN attack claims_claim",
        f"CREATE TRIGGER attack BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION publication_insert()",
        f"CREATE INDEX attack ON {table} ((1))",
        f"CREATE VIEW attack AS SELECT * FROM {table}",
        f"CREATE RULE attack AS ON INSERT TO {table} DO ALSO DELETE FROM newsroom_event",
        f"ALTER TABLE {table} INHERIT claims_claim",
    ):
        yield Attempt(statement, accepted(statement))
    # A grant of nothing that one has is taken, with a warning.
    for statement in (
        f"TRUNCATE {table}",
        f"DELETE FROM {table}",
        f"GRANT ALL ON {table} TO PUBLIC",
    ):
        yield Attempt(statement, changed(statement))
    insert = (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('newsroom', %s, %s)"
    )
    for task in (
        "os.system",
        "claims.publish",
        "claims.workflow.review.sign",
        "builtins.eval",
        "newsroom.people",
    ):
        yield Attempt(f"job {task}", changed((insert, [task, '{"by": 1}'])))

"""What no attack may change, read by the owner of the database, and what it means if it did."""

import json
from collections.abc import Callable
from typing import Any

import psycopg

Rows = dict[str, str]
State = dict[str, Rows]

SHOWN = (
    "SELECT canonical_speaker(s) FROM (SELECT DISTINCT unnest(speakers) AS s FROM claims_publication) named"
    " UNION SELECT organisation_id FROM sources_role WHERE speaker_id IN ("
    "SELECT canonical_speaker(unnest(speakers)) FROM claims_publication)"
    " UNION SELECT unnest(speakers) FROM claims_publication"
)
# Fact → a query for (key, value). The value is text; what it may become is judged in BROKEN below.
FACTS = {
    "publication": (
        "SELECT number, concat_ws('|', published_at, claim_id, event, standing, body, salt, body_sha256,"
        " previous_sha256, sha256, round_id) FROM claims_publication"
    ),
    "withheld": "SELECT number, withheld FROM claims_publication",
    "status": "SELECT id, concat_ws('|', status, attribution) FROM claims_claim",
    # The words that were proposed or signed, as the database would publish them now.
    "words": (
        "SELECT id, public_body(id)::text FROM claims_claim WHERE status <> 'unreviewed'"
        " AND (status <> 'in_review' OR public_body(id) IS NOT NULL)"
    ),
    # What is proposed or signed stays as it is.
    **{
        f"frozen {table}": (
            f"SELECT c.id, string_agg(md5(to_jsonb(t)::text), ',' ORDER BY t.id)"
            f" FROM claims_claim c JOIN claims_{table} t ON t.claim_id = c.id"
            f" WHERE c.status NOT IN ('unreviewed', 'in_review') AND {condition} GROUP BY c.id"
        )
        for table, condition in (
            ("appearance", "true"),
            ("anchor", "true"),
            ("quantity", "true"),
            ("evidence", "NOT private"),
            ("relay", "true"),
        )
    },
    "frozen claim": (
        "SELECT id, concat_ws('|', text, speaker_id, nature, language, said_from, said_to, said_basis, said_note)"
        " FROM claims_claim WHERE status NOT IN ('unreviewed', 'in_review')"
    ),
    "round": (
        "SELECT id, concat_ws('|', claim_id, number, body, version, outcome, proposed_by_id, decided_by_id)"
        " FROM claims_round"
    ),
    # What a claim was reopened for.
    "reason": (
        "SELECT id, concat_ws('|', claim_id, number, opening, reason_kind) FROM claims_review"
        " WHERE opening = 'reopened' OR reason_kind <> ''"
    ),
    # Its address and the hash of its network may go; who handles it, and until when, may change.
    "error report": (
        "SELECT id, concat_ws('|', claim_id, publication_id, words, language, sent_at, outcome, settled_by_id,"
        " settled_at, settled_note, review_id, answer, answered_by_id, answered_at) FROM claims_errorreport"
    ),
    "conflict": (
        "SELECT id, concat_ws('|', claim_id, person_id, reason, took_part, lifted_by_id, lifted_at)"
        " FROM claims_conflict"
    ),
    "namesake": "SELECT id, to_jsonb(n) FROM claims_namesake n",
    "snapshot": (
        "SELECT id, concat_ws('|', source_id, kind, text, text_sha256, raw_name, raw_sha256)"
        " FROM sources_snapshot"
    ),
    "request for a reply": (
        "SELECT id, concat_ws('|', claim_id, addressee, role, contact_name, contact_address, sent_at,"
        " deadline, asked_by_id) FROM claims_replyrequest"
    ),
    "letter": "SELECT id, to_jsonb(l) - '{mailed_at,failed_at}'::text[] FROM claims_replyletter l",
    "held": "SELECT claim_id || kind, id FROM claims_hold WHERE lifted_at IS NULL",
    "embargo": "SELECT id, embargo_until FROM claims_claim WHERE embargo_until IS NOT NULL",
    "protected": "SELECT id, protected FROM sources_speaker WHERE protected",
    # What pages show of a speaker whom a publication names, with merges and the organisations of roles.
    "alias": (
        "SELECT a.id, concat_ws('|', a.speaker_id, a.name) FROM sources_alias a"
        f" JOIN sources_speaker s ON s.id = a.speaker_id WHERE NOT s.protected AND s.id IN ({SHOWN})"
    ),
    "speaker": (
        "SELECT id, concat_ws('|', kind, name, description, same_as) FROM sources_speaker"
        f" WHERE NOT protected AND id IN ({SHOWN})"
    ),
    "post": f"SELECT id, to_jsonb(r) FROM sources_role r WHERE speaker_id IN ({SHOWN})",
    "taken down": "SELECT snapshot_id, id FROM sources_takedown",
    "approval": "SELECT id, concat_ws('|', kind, subject_id, payload, outcome) FROM newsroom_approval",
    "policy": "SELECT 1, to_jsonb(p) FROM newsroom_policy p",
    "key": "SELECT md5(inner_key), 1 FROM newsroom_historykey",
    "person": (
        "SELECT id, concat_ws('|', username, email, public_name, is_active, is_staff, is_superuser)"
        " FROM newsroom_user"
    ),
    "password": "SELECT id, password FROM newsroom_user",
    "role": "SELECT person_id, concat_ws('|', role, second_sign_off) FROM newsroom_role",
    "review policy": "SELECT id, to_jsonb(p) FROM claims_reviewpolicy p",
    "policy of a review": "SELECT id, policy_id FROM claims_review",
    "agreement": "SELECT id, to_jsonb(a) FROM claims_assent a",
    "edition of a dossier": "SELECT id, to_jsonb(e) FROM claims_dossieredition e",
    "label": "SELECT id, to_jsonb(l) FROM claims_label l",
    "edition of a label": "SELECT id, to_jsonb(e) FROM claims_labeledition e",
    "translation": "SELECT id, to_jsonb(t) FROM claims_translation t",
    "transcript": "SELECT snapshot_id, to_jsonb(t) FROM sources_transcript t",
    "caption": "SELECT id, to_jsonb(c) FROM sources_cue c",
    "listening": "SELECT id, to_jsonb(l) FROM claims_listening l",
    "key to sign with": "SELECT id, to_jsonb(k) FROM newsroom_signerkey k",
    "signature": "SELECT id, to_jsonb(s) FROM claims_signature s",
    "restore": "SELECT id, to_jsonb(a) FROM claims_logahead a",
    "epoch": "SELECT id, to_jsonb(e) FROM claims_epoch e",
    "line of the log": "SELECT id, line FROM newsroom_logentry",
    "erasure": "SELECT id, to_jsonb(e) FROM claims_erasure e",
    "erased publication": "SELECT publication_id, erasure_id FROM claims_erasedpublication",
    "second factor": "SELECT id, concat_ws('|', user_id, type, data) FROM mfa_authenticator",
    "account at a provider": (
        "SELECT id, concat_ws('|', user_id, provider, uid) FROM socialaccount_socialaccount"
    ),
    "provider": "SELECT id, to_jsonb(p) FROM socialaccount_socialapp p",
    "token": "SELECT digest, concat_ws('|', user_id, scopes, expiry) FROM newsroom_apitoken",
    "password link": "SELECT id, to_jsonb(l) FROM newsroom_passwordlink l",
    "sign-in": "SELECT id, to_jsonb(s) FROM newsroom_signin s",
    "event": (
        'SELECT id, concat_ws(\'|\', at, transaction, "table", "row", action, old, new, about, actor_id,'
        " actor, via, reason, database_role) FROM newsroom_event"
    ),
    "text of events": "SELECT sha256, to_jsonb(t) FROM newsroom_eventtext t",
}
# Rows of these may come, but none may change or go.
GROWING = {
    *(
        "event",
        "text of events",
        "sign-in",
        "snapshot",
        "taken down",
        "held",
        "protected",
        "embargo",
    ),
    *("request for a reply", "letter", "line of the log"),
}
# Rows that may go: of somebody with fewer rights than before, of words that count as unheard again, and of a speaker
# who is protected now.
LESS = {
    "role",
    "listening",
    "token",
    "second factor",
    "password link",
    "account at a provider",
    "alias",
    "speaker",
}


def read(owner: psycopg.Connection[Any]) -> State:
    return {
        fact: {str(key): str(value) for key, value in owner.execute(query.encode()).fetchall()}
        for fact, query in FACTS.items()
    }


def broken(before: State, after: State, by_sql: bool) -> list[str]:
    """A sentence for each thing that the changes between the two break."""
    found: list[str] = []
    for fact, old in before.items():
        if old != after[fact]:
            found += JUDGES.get(fact, _kept)(fact, old, after[fact])
    if by_sql:
        come = after["event"].keys() - before["event"].keys()
        found += [
            f"event {key} names a person" for key in come if "|sql||" not in after["event"][key]
        ]
    return found


def _kept(fact: str, old: Rows, new: Rows) -> list[str]:
    """Nothing changes; and, but for what is listed, nothing comes or goes."""
    changed, gone, come = _compared(old, new)
    if fact == "publication":
        come = {key for key in come if "|hidden|hidden|" not in new[key]}
    # A claim that was sent back or withdrawn is not among those that are frozen.
    passing = fact == "words" or fact.startswith("frozen")
    found = [f"{fact} {key} was changed: {_difference(old[key], new[key])}" for key in changed]
    if fact not in LESS and not passing:
        found += [f"{fact} {key} is gone" for key in gone]
    if fact not in GROWING and not passing:
        found += [f"{fact} {key} was made: {new[key][:120]}" for key in come]
    return found


def _compared(old: Rows, new: Rows) -> tuple[set[str], set[str], set[str]]:
    """The keys of what changed, went and came."""
    both = old.keys() & new.keys()
    return {key for key in both if old[key] != new[key]}, old.keys() - both, new.keys() - both


def _withheld(fact: str, old: Rows, new: Rows) -> list[str]:
    """Hiding takes one person; nothing comes back by itself."""
    return [f"{fact} {key} is shown again" for key in _compared(old, new)[0] if new[key] == "False"]


def _approvals(fact: str, old: Rows, new: Rows) -> list[str]:
    """None is decided, and none is deleted."""
    changed, gone, come = _compared(old, new)
    decided = {key for key in changed | come if new[key].endswith("|done")}
    return [f"{fact} {key} is decided: {new[key][:80]}" for key in decided] + [
        f"{fact} {key} is gone" for key in gone
    ]


def _rounds(fact: str, old: Rows, new: Rows) -> list[str]:
    """None is signed, and none is deleted."""
    changed, gone, come = _compared(old, new)
    signed = {key for key in changed | come if "|signed|" in new[key]}
    return [f"{fact} {key} is signed" for key in signed] + [f"{fact} {key} is gone" for key in gone]


def _statuses(fact: str, old: Rows, new: Rows) -> list[str]:
    """No claim is concluded or proposed that was not."""
    changed, _gone, come = _compared(old, new)
    return [
        f"claim {key} became {new[key]}"
        for key in changed | come
        if new[key].split("|")[0] not in ("unreviewed", "in_review", "withdrawn")
    ]


def _difference(old: str, new: str) -> str:
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), len(old))
    return f"“{old[max(0, at - 30) : at + 30]}” → “{new[max(0, at - 30) : at + 30]}”"


def _people(fact: str, old: Rows, new: Rows) -> list[str]:
    """Fewer rights take one person, more take two; names stay."""
    found = []
    for key, value in new.items():
        username, email, _name, *rights = value.rsplit("|", 5)
        if key not in old:
            if rights[-1] == "t":
                found.append(f"{username} is a new superuser")
            continue
        old_username, old_email, _name, *old_rights = old[key].rsplit("|", 5)
        if username != old_username or email != old_email:
            found.append(f"{old_username} has another name or address")
        if any(now == "t" and was == "f" for now, was in zip(rights, old_rights, strict=True)):
            found.append(f"{username} has more rights")
    return found + [f"{fact} {key} is gone" for key in old.keys() - new.keys()]


JUDGES: dict[str, Callable[[str, Rows, Rows], list[str]]] = {
    "withheld": _withheld,
    "approval": _approvals,
    "round": _rounds,
    "status": _statuses,
    "person": _people,
}


def body_of(owner: psycopg.Connection[Any], claim: int) -> Any:
    """What the database would publish of the claim."""
    ((text,),) = owner.execute("SELECT public_body(%s)::text", [claim]).fetchall()
    return json.loads(text) if text else None

-- Signatures with passkeys: of one version, role and claim, by the person who proposes or signs it.

-- What a passkey signs: 32 bytes.
CREATE OR REPLACE FUNCTION signing_challenge(version text, role text, of_claim bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT sha256(convert_to(concat_ws(E'\n', version, role, of_claim), 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION from_base64url(encoded text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT decode(translate(encoded, '-_', '+/') || repeat('=', (4 - length(encoded) % 4) % 4), 'base64')
$$;

-- PostgreSQL can't verify an elliptic curve's signature: the application does, before it writes. All else
-- is compared here.
CREATE OR REPLACE FUNCTION signature_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  d claims_round;
  last_counter bigint;
BEGIN
  IF is_written_by_sql_alone(TG_RELID) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'signature_is_verified',
      MESSAGE = 'Only the application itself records a signature, which it has verified.';
  END IF;
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  SELECT * INTO d FROM claims_round WHERE id = NEW.round_id;
  IF d.claim_id <> NEW.claim_id OR d.outcome <> 'open' OR (CASE NEW.role
       WHEN 'proposer' THEN d.proposed_by_id IS DISTINCT FROM acting_person()
       WHEN 'signer' THEN d.panel <> '{}'
       WHEN 'second' THEN NOT d.second_sign_off
       WHEN 'panel' THEN NOT coalesce(acting_person() = ANY (d.panel), false) END) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'signature_is_of_an_open_proposal',
      MESSAGE = 'A proposal is signed while it is open: by its proposer, its signer, and whoever else it asks for.';
  END IF;
  IF EXISTS (SELECT FROM claims_signature s JOIN newsroom_signerkey k ON k.id = s.key_id
              WHERE s.round_id = NEW.round_id AND s.role = NEW.role AND k.person_id = acting_person()) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'one_signature_a_role',
      MESSAGE = 'This version is signed already.';
  END IF;
  -- The row is locked, so that no revocation comes in between.
  PERFORM FROM newsroom_signerkey WHERE id = NEW.key_id FOR SHARE;
  IF NOT may_sign_with(NEW.key_id, acting_person()) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'signature_is_by_ones_own_key',
      MESSAGE = 'Everybody signs with a key of their own that was approved and is not revoked.';
  END IF;
  IF from_base64url(convert_from(from_base64url(NEW.client_data), 'UTF8')::jsonb ->> 'challenge')
     IS DISTINCT FROM signing_challenge(d.version, NEW.role, NEW.claim_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'signature_is_of_this_version',
      MESSAGE = 'This signature is of another version, claim or role. Sign again.';
  END IF;
  SELECT max(counter) INTO last_counter FROM claims_signature WHERE key_id = NEW.key_id;
  -- Passkeys that are copied between devices don't count: always 0.
  IF NEW.counter <= last_counter AND (NEW.counter, last_counter) <> (0, 0) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'signature_counter_grows',
      MESSAGE = 'This key was used elsewhere with a higher count: it may have been copied. Revoke it.';
  END IF;
  SELECT k.pseudonym, k.public_key INTO NEW.pseudonym, NEW.public_key
    FROM newsroom_signerkey k WHERE k.id = NEW.key_id;
  NEW.version := d.version;
  NEW.made_at := now();
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER signature_guard BEFORE INSERT ON claims_signature
  FOR EACH ROW EXECUTE FUNCTION signature_guard();

CALL track_history('claims_signature', about => '{claim_id}');
CALL watch_for_the_public('claims_signature');

-- Whether a publication of the claim says already that this key signed this version.
CREATE OR REPLACE FUNCTION published_with_key(s claims_signature) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM claims_publication p
     WHERE p.claim_id = s.claim_id AND strpos(p.body, s.version) > 0
       AND strpos(p.body, format('"key":"%s"', s.pseudonym)) > 0)
$$;

-- Whether the signature belongs to the conclusion: of others than proposer and signer, where their agreement
-- counted when it was signed. A key that was revoked before the first publication doesn't
-- count; afterwards it stays.
CREATE OR REPLACE FUNCTION signature_counts(s claims_signature, concluded claims_round) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE s.role
      WHEN 'proposer' THEN true
      WHEN 'signer' THEN k.person_id = concluded.decided_by_id
      ELSE k.person_id = ANY (concluded.agreed) AND EXISTS (SELECT FROM claims_assent a
                    WHERE a.round_id = s.round_id AND a.person_id = k.person_id AND a.version = s.version
                      AND a.second = (s.role = 'second')) END
    AND (k.revoked_at IS NULL OR published_with_key(s))
    FROM newsroom_signerkey k WHERE k.id = s.key_id
$$;

-- Where the policy of the review asks for keys: whether one is missing, of the proposer, of the senior editor in
-- whose name it is signed, or of somebody whose agreement counts. An erasure changes the version of an open proposal.
CREATE OR REPLACE FUNCTION lacks_keys(d claims_round, signer bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  WITH signed AS (
    SELECT s.role, k.person_id FROM claims_signature s JOIN newsroom_signerkey k ON k.id = s.key_id
     WHERE s.round_id = d.id AND s.version = d.version AND k.revoked_at IS NULL)
  SELECT NOT EXISTS (SELECT FROM signed WHERE role = 'proposer')
    OR NOT EXISTS (SELECT FROM signed WHERE role <> 'proposer' AND person_id = signer)
    OR EXISTS (SELECT FROM standing_assents(d.id) a WHERE NOT EXISTS (
         SELECT FROM signed WHERE role <> 'proposer' AND person_id = a.person_id))
$$;

-- The version that people signed with passkeys, and with which keys; empty where nobody did, or where a
-- name or a text around a quote is left out: a guess at it could be confirmed by the version's hash. Nor after an
-- erasure in the version: its hash is another then, which nobody signed.
-- `version` only where the body, without who signed it, is exactly that version; otherwise it derives from it.
CREATE OR REPLACE FUNCTION signatures_body(last_signed claims_round, published jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  concluded claims_round;
  signatures jsonb;
  named jsonb;
BEGIN
  -- Later rounds of a review are supplements and minor edits.
  SELECT * INTO concluded FROM claims_round
   WHERE review_id = last_signed.review_id AND outcome = 'signed' ORDER BY number LIMIT 1;
  signatures := (
    SELECT jsonb_agg(jsonb_build_object('role', s.role, 'key', s.pseudonym)
                     ORDER BY array_position('{proposer,panel,signer,second}', s.role::text), s.id)
      FROM claims_signature s
     WHERE s.round_id = concluded.id AND s.version = concluded.version AND signature_counts(s, concluded));
  IF signatures IS NULL THEN
    RETURN '{}';
  END IF;
  named := concluded.body::jsonb;
  IF redacted(named, protected_among(speakers_named(named))) <> named OR may_say_a_name(named)
     AND bare_quotes(named, false, concluded.claim_id, concluded.id) <> named THEN
    RETURN '{}';
  END IF;
  RETURN jsonb_build_object('signatures', signatures) || CASE
    WHEN concluded.id = last_signed.id AND published - 'signed' = named
      THEN jsonb_build_object('version', concluded.version)
    ELSE jsonb_build_object('derived_from', concluded.version) END;
END $$;

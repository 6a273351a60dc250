-- Translations of signed reviews: what one person requested and another approved, who both read both languages.

-- A translation is what was requested, of the signed text in force, and is signed in the same transaction. That
-- two people did it, their approval holds (approval_takes_two).
CREATE OR REPLACE FUNCTION translation_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  a newsroom_approval;
  last_signed claims_round;
  signed jsonb;
BEGIN
  PERFORM require_read_committed();
  PERFORM lock_claims(ARRAY[NEW.claim_id]);
  a := approval_now(NEW.claim_id);
  IF (a.id, a.requested_by_id, a.decided_by_id, a.payload -> 'translation') IS DISTINCT FROM (
       NEW.approval_id, NEW.translated_by_id, NEW.checked_by_id, jsonb_build_object(
         'of', NEW.original, 'language', NEW.language, 'text', NEW.text, 'summary', NEW.summary,
         'rationale', NEW.rationale, 'reads_both', NEW.translator_reads_both)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'translation_is_what_two_people_signed',
      MESSAGE = 'A translation is what one person requested and another approved, word for word.';
  END IF;
  last_signed := signed_round(NEW.claim_id);
  IF (last_signed.version, last_signed.review_id) IS DISTINCT FROM (NEW.original, NEW.review_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'translation_is_of_what_is_signed',
      MESSAGE = 'The claim changed since this translation was requested. Request it again.';
  END IF;
  signed := last_signed.body::jsonb;
  IF ARRAY(SELECT DISTINCT f[1] FROM regexp_matches(NEW.rationale, '\[\^E\d+\]', 'g') f ORDER BY 1)
     <> ARRAY(SELECT DISTINCT f[1] FROM regexp_matches(signed ->> 'rationale', '\[\^E\d+\]', 'g') f ORDER BY 1) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'translation_is_whole',
      MESSAGE = 'A translation has the footnotes of the original.';
  END IF;
  PERFORM refuse_press_contact(q, concat_ws(' ', NEW.text, NEW.summary, NEW.rationale))
     FROM claims_replyrequest q WHERE q.claim_id = NEW.claim_id;
  NEW.signed_at := now();
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER translation_guard BEFORE INSERT ON claims_translation
  FOR EACH ROW EXECUTE FUNCTION translation_guard();

-- What a body says of it.
CREATE OR REPLACE FUNCTION translation_body(t claims_translation) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT jsonb_build_object('language', t.language, 'text', t.text, 'summary', t.summary, 'rationale', t.rationale)
$$;

-- The same with those who read both languages, as they chose to be named.
CREATE OR REPLACE FUNCTION translations_with_readers(translations jsonb, of_review bigint) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT jsonb_agg(each || jsonb_build_object('by', (
           SELECT coalesce(jsonb_agg(public_name ORDER BY at), '[]') FROM (
             SELECT u.public_name, min(hand.at) AS at
               FROM (SELECT * FROM claims_translation t
                      WHERE t.review_id = of_review AND t.language = each ->> 'language'
                      ORDER BY t.id DESC LIMIT 1) t,
                    LATERAL (VALUES (t.translated_by_id, 0), (t.checked_by_id, 1)) hand(person, at)
               JOIN newsroom_user u ON u.id = hand.person
              WHERE u.public_name <> ''
              GROUP BY u.public_name) names)) ORDER BY place)
    FROM jsonb_array_elements(translations) WITH ORDINALITY e(each, place)
$$;

-- At the end of the transaction, the signed text says it.
CREATE OR REPLACE FUNCTION translation_is_signed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT coalesce((signed_round(NEW.claim_id)).body::jsonb -> 'translations'
                  @> jsonb_build_array(translation_body(NEW)), false) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'translation_is_signed',
      MESSAGE = 'A translation is signed as part of the claim in the transaction that records it.';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER translation_is_signed AFTER INSERT ON claims_translation
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION translation_is_signed();

CALL track_history('claims_translation', about => '{claim_id}');
-- The list of corrections reads which claims have one that takes another one's place.
CALL watch_for_the_public('claims_translation');

-- Dossiers: an editor makes one, two people sign each edition, one person takes it offline.

CREATE OR REPLACE FUNCTION dossier_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_read_committed();
  IF TG_OP = 'INSERT' THEN
    IF NEW.offline_at IS NOT NULL OR NEW.made_by_id IS DISTINCT FROM acting_person()
       OR NOT is_editor(NEW.made_by_id) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'dossier_is_made_by_an_editor',
        MESSAGE = 'An editor makes a dossier, in their own name.';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.slug, NEW.made_by_id, NEW.made_at)
     IS DISTINCT FROM (OLD.id, OLD.slug, OLD.made_by_id, OLD.made_at) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'dossier_keeps_its_address',
      MESSAGE = 'A dossier keeps its address.';
  END IF;
  IF NEW.offline_at IS NULL AND OLD.offline_at IS NOT NULL
     AND NOT approved_now('sign_dossier', OLD.id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'dossier_comes_back_by_two',
      MESSAGE = 'Two people bring a dossier back: request a new edition.';
  END IF;
  IF NEW.offline_at IS NOT NULL AND (NEW.offline_by_id, NEW.offline_at, NEW.offline_reason)
     IS DISTINCT FROM (OLD.offline_by_id, OLD.offline_at, OLD.offline_reason)
     AND (OLD.offline_at IS NOT NULL OR NEW.offline_by_id IS DISTINCT FROM acting_person()
          OR NOT is_editor(NEW.offline_by_id)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'dossier_goes_offline_by_an_editor',
      MESSAGE = 'An editor takes a dossier offline, once, in their own name.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER dossier_guard BEFORE INSERT OR UPDATE ON claims_dossier
  FOR EACH ROW EXECUTE FUNCTION dossier_guard();

-- An edition is what one person requested and another approved in this transaction, word for word.
CREATE OR REPLACE FUNCTION edition_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  a newsroom_approval;
BEGIN
  PERFORM FROM claims_dossier WHERE id = NEW.dossier_id FOR NO KEY UPDATE;
  SELECT * INTO a FROM newsroom_approval
   WHERE id = NEW.approval_id AND kind = 'sign_dossier' AND subject_id = NEW.dossier_id
     AND outcome = 'done' AND changed_in_this_transaction('newsroom_approval', id);
  IF a.id IS NULL
     OR (a.payload ->> 'title', a.payload ->> 'introduction', a.payload ->> 'language', a.payload -> 'claims')
        IS DISTINCT FROM (NEW.title, NEW.introduction, NEW.language, to_jsonb(NEW.claims)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'edition_is_what_two_people_signed',
      MESSAGE = 'An edition of a dossier is what one person requested and another approved.';
  END IF;
  IF EXISTS (SELECT FROM unnest(NEW.claims) c
              WHERE has_conflict(a.requested_by_id, c) OR has_conflict(a.decided_by_id, c)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'edition_without_a_conflict',
      MESSAGE = 'Whoever declared a conflict of interest on one of its claims neither requests nor approves a dossier.';
  END IF;
  PERFORM lock_protected_names(false);
  IF contains_a_protected_name(concat_ws(E' \x1e ', NEW.title, NEW.introduction)) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'edition_names_nobody_protected',
      MESSAGE = 'The text contains a name that is also a protected speaker''s. Remove it.';
  END IF;
  NEW.number := coalesce((SELECT max(number) FROM claims_dossieredition
                           WHERE dossier_id = NEW.dossier_id), 0) + 1;
  NEW.signed_at := now();
  NEW.alone := a.requested_by_id = a.decided_by_id;
  NEW.signed_by := ARRAY(SELECT public_name FROM newsroom_user
                          WHERE id IN (a.requested_by_id, a.decided_by_id) AND public_name <> ''
                          ORDER BY id = a.decided_by_id, public_name);
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER edition_guard BEFORE INSERT ON claims_dossieredition
  FOR EACH ROW EXECUTE FUNCTION edition_guard();

CALL track_history('claims_dossier');
CALL track_history('claims_dossieredition');

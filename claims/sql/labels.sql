-- Labels: an editor makes one, two people sign each edition of it, and a proposal chooses the latest.

CREATE OR REPLACE FUNCTION label_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM require_read_committed();
  -- The application may lock one, for which it needs the right to update.
  IF TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'label_is_kept',
      MESSAGE = 'A label stays: request a new edition, or retire it.';
  END IF;
  IF NEW.made_by_id IS DISTINCT FROM acting_person() OR NOT is_editor(NEW.made_by_id) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'label_is_made_by_an_editor',
      MESSAGE = 'An editor makes a label, in their own name.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER label_guard BEFORE INSERT OR UPDATE ON claims_label
  FOR EACH ROW EXECUTE FUNCTION label_guard();

-- Whether the name of a label says that something is missing: then it doesn't stand for "verified", which
-- means true as worded, with nothing significant missing. In English and Spanish.
CREATE OR REPLACE FUNCTION admits_something_missing(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
  SELECT fold(name) ~ ('\y(most|mostly|mainly|largely|partly|partially|partial|part|half|semi|almost|nearly|'
    'somewhat|mixed|incomplete|missing|lacks?|lacking|without|context|misleading|but|though|unless|'
    'casi|parte|partes|parcial|parcialmente|mayormente|mayoria|media|medias|medio|mitad|incomplet[oa]|'
    'faltan?|sin|contexto|enganos[oa]|pero|aunque|salvo|matices)\y')
$$;

-- What PostgreSQL asks of a label beyond its row, when it is requested and when it is signed.
CREATE OR REPLACE FUNCTION require_label(of_label bigint, content jsonb) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  part jsonb;
BEGIN
  FOR part IN SELECT jsonb_array_elements(content -> 'translations') LOOP
    IF part ->> 'language' !~ '^[a-z]{2,3}(-[a-z0-9]{2,8})*$' OR part ->> 'name' !~ '\S'
       OR part ->> 'definition' !~ '\S' OR part - '{language,name,definition}'::text[] <> '{}'
       OR (SELECT count(*) <> 3 FROM jsonb_each_text(part) f WHERE f.value IS NOT NULL) THEN
      RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'label_translation_is_whole',
        MESSAGE = 'A translation of a label has a language, a name and a definition.';
    END IF;
  END LOOP;
  IF content ->> 'status' = 'verified' AND (admits_something_missing(content ->> 'name') OR EXISTS (
       SELECT FROM jsonb_array_elements(content -> 'translations') t
        WHERE admits_something_missing(t ->> 'name'))) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'label_for_verified_admits_nothing_missing',
      MESSAGE = 'The name admits that something is missing. Such a label stands for “mixed”: “verified” means true as worded, with nothing significant missing.';
  END IF;
  IF NOT (content ->> 'retired')::boolean AND EXISTS (
       SELECT FROM claims_labeledition e
        WHERE e.label_id <> of_label AND NOT e.retired
          AND e.number = (SELECT max(number) FROM claims_labeledition WHERE label_id = e.label_id)
          AND (e.attribution, e.status, fold(e.name))
              IS NOT DISTINCT FROM (content ->> 'attribution', content ->> 'status', fold(content ->> 'name'))) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'label_name_once',
      MESSAGE = 'Another label of this name stands for the same two answers.';
  END IF;
  IF contains_a_protected_name(concat_ws(E' \x1e ', content ->> 'name', content ->> 'definition', content ->> 'translations')) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'label_names_nobody_protected',
      MESSAGE = 'The text contains a name that is also a protected speaker''s. Remove it.';
  END IF;
END $$;

-- An edition is what one person requested and another approved in this transaction, word for word.
CREATE OR REPLACE FUNCTION label_edition_guard() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  content jsonb := jsonb_build_object(
    'name', NEW.name, 'definition', NEW.definition, 'translations', NEW.translations,
    'attribution', NEW.attribution, 'status', NEW.status, 'value', NEW.value, 'worst', NEW.worst,
    'best', NEW.best, 'retired', NEW.retired);
BEGIN
  -- All of them, so that two names are compared one after the other.
  PERFORM FROM claims_label ORDER BY id FOR NO KEY UPDATE;
  IF NOT EXISTS (
       SELECT FROM newsroom_approval a
        WHERE a.id = NEW.approval_id AND a.kind = 'sign_label' AND a.subject_id = NEW.label_id
          AND a.outcome = 'done' AND changed_in_this_transaction('newsroom_approval', a.id)
          AND a.payload = content) THEN
    RAISE EXCEPTION USING ERRCODE = '23514', CONSTRAINT = 'label_is_what_two_people_signed',
      MESSAGE = 'An edition of a label is what one person requested and another approved.';
  END IF;
  PERFORM lock_protected_names(false);
  PERFORM require_label(NEW.label_id, content);
  NEW.number := coalesce((SELECT max(number) FROM claims_labeledition
                           WHERE label_id = NEW.label_id), 0) + 1;
  NEW.signed_at := now();
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER label_edition_guard BEFORE INSERT ON claims_labeledition
  FOR EACH ROW EXECUTE FUNCTION label_edition_guard();

-- What a body says of the edition that a proposal chose; nothing without one.
CREATE OR REPLACE FUNCTION label_body(of_edition bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
BEGIN
  RETURN coalesce((
    SELECT jsonb_build_object('label', jsonb_build_object(
      'key', l.slug, 'name', e.name, 'definition', e.definition, 'attribution', e.attribution,
      'status', e.status, 'number', e.value, 'worst', e.worst, 'best', e.best,
      'translations', e.translations))
      FROM claims_labeledition e JOIN claims_label l ON l.id = e.label_id
     WHERE e.id = of_edition), '{}');
END $$;

-- The same as text; empty without a label.
CREATE OR REPLACE FUNCTION label_text(of_edition bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT coalesce(label_body(of_edition) ->> 'label', '')
$$;

-- Whether a proposal of these answers may choose the edition: the label's latest, not retired, of this pair.
CREATE OR REPLACE FUNCTION may_choose_label(of_edition bigint, conclusion text, attributed text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM claims_labeledition e
     WHERE e.id = of_edition AND NOT e.retired AND e.status = conclusion AND e.attribution = attributed
       AND e.number = (SELECT max(number) FROM claims_labeledition WHERE label_id = e.label_id))
$$;

CALL track_history('claims_label');
CALL track_history('claims_labeledition');

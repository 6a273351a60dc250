-- What a publication says, as one flat row: an export of a million parses no body.

-- The cell as it may stand in a spreadsheet: whatever could begin a formula there gets one
-- apostrophe before it, at the start of the cell and wherever a spreadsheet that takes ";" or a
-- tab to separate cells would start another. Undone by removing one apostrophe at those places.
CREATE OR REPLACE FUNCTION spreadsheet_text(cell text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN cell ~ '(^|[;\t\r\n])[=+@''\t\r\n＝＋－＠-]' THEN
      CASE WHEN cell ~ '^[=+@''\t\r\n＝＋－＠-]' THEN '''' ELSE '' END
      || regexp_replace(cell, '([;\t\r\n])(?=[=+@''\t\r\n＝＋－＠-])', '\1''', 'g')
    ELSE cell END
$$;

-- Called by: owner.
CREATE OR REPLACE FUNCTION export_row(p claims_publication) RETURNS claims_exportrow
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  b jsonb := p.body::jsonb;
  f claims_exportrow;
  q jsonb := b #> '{quantities,0}';
  a jsonb := coalesce(
    jsonb_path_query_first(b, '$.appearances[*] ? (@.first_known == true)'),
    b #> '{appearances,0}');
BEGIN
  f.publication_id := p.number;
  f.speaker_kind := coalesce(b #>> '{speaker,kind}', '');
  f.speaker_name := coalesce(b #>> '{speaker,name}', '');
  f.speaker_description := coalesce(b #>> '{speaker,description}', '');
  f.speaker_role := coalesce(b #>> '{speaker,role,title}', '');
  f.speaker_organisation := coalesce(b #>> '{speaker,role,organisation,name}', '');
  f.said_basis := coalesce(b #>> '{said_on,basis}', '');
  f.said_note := coalesce(b #>> '{said_on,note}', '');
  f.label := coalesce(b ->> 'label', '');
  f.label_key := coalesce(b #>> '{label,key}', '');
  f.label_name := coalesce(b #>> '{label,name}', '');
  f.label_definition := coalesce(b #>> '{label,definition}', '');
  f.label_number := b #>> '{label,number}';
  f.label_worst := b #>> '{label,worst}';
  f.label_best := b #>> '{label,best}';
  f.summary := coalesce(b ->> 'summary', '');
  f.rationale := coalesce(b ->> 'rationale', '');
  f.rationale_format := coalesce(b ->> 'rationale_format', '');
  f.reason := coalesce(b ->> 'reason', '');
  f.four_eyes := b #>> '{signed,four_eyes}';
  f.quantities := coalesce(jsonb_array_length(b -> 'quantities'), 0);
  f.quantity_low := q ->> 'low';
  f.quantity_high := q ->> 'high';
  f.quantity_unit := coalesce(q ->> 'unit', '');
  f.quantity_bound := coalesce(q ->> 'bound', '');
  f.quantity_qualifier := coalesce(q ->> 'qualifier', '');
  f.quantity_counted := coalesce(q ->> 'counted', '');
  f.quantity_as_of := q ->> 'as_of';
  f.appearances := coalesce(jsonb_array_length(b -> 'appearances'), 0);
  f.first_known := a ->> 'first_known';
  f.source_id := a #>> '{source,id}';
  f.source_uri := coalesce(a #>> '{source,uri}', '');
  f.source_kind := coalesce(a #>> '{source,kind}', '');
  f.source_title := coalesce(a #>> '{source,title}', '');
  f.source_byline := coalesce(a #>> '{source,byline}', '');
  f.source_publisher := coalesce(a #>> '{source,publisher,name}', '');
  f.source_published_on := a #>> '{source,published_on}';
  f.source_language := coalesce(a #>> '{source,language}', '');
  f.text_sha256 := coalesce(a #>> '{snapshot,text_sha256}', '');
  f.verb := coalesce(a ->> 'verb', '');
  f.directness := coalesce(a ->> 'directness', '');
  f.described_as := coalesce(a ->> 'described_as', '');
  f.translated_from := coalesce(a ->> 'translated_from', '');
  f.quotes := ARRAY(SELECT e ->> 'exact' FROM jsonb_array_elements(a -> 'quotes') e);
  f.taken_down := coalesce((a ->> 'taken_down')::boolean, false);
  f.spreadsheet_safe := NOT EXISTS (
    SELECT FROM unnest(ARRAY[
      p.text, p.language, f.speaker_kind, f.speaker_name, f.speaker_description, f.speaker_role,
      f.speaker_organisation, f.said_basis, f.said_note, f.label_name, f.label_definition, f.summary, f.rationale, f.reason, f.quantity_unit,
      f.quantity_bound, f.quantity_qualifier, f.quantity_counted, f.source_uri, f.source_kind,
      f.source_title, f.source_byline, f.source_publisher, f.source_language, f.verb,
      f.directness, f.described_as, f.translated_from, array_to_string(f.quotes, ' […] '),
      array_to_string(p.topics, ',')]) cell
     WHERE cell <> spreadsheet_text(cell));
  RETURN f;
END $$;

CREATE OR REPLACE FUNCTION publication_export_row() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO claims_exportrow SELECT f.* FROM export_row(NEW) f;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER publication_export_row AFTER INSERT ON claims_publication
  FOR EACH ROW WHEN (NEW.standing IN ('signed', 'under_review'))
  EXECUTE FUNCTION publication_export_row();

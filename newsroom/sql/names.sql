-- Names that readers can't tell apart have the same key: without case, accents and invisible characters,
-- with letters of other scripts, and digits, as the Latin letter that they look like in print. Only what
-- looks the same in usual faces counts (docs/decisions/0037-names-that-look-alike.md).
CREATE OR REPLACE FUNCTION look_alike_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(
    translate(
      regexp_replace(
        public.fold(name),
        '[\u0001-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8]|[\U000e0000-\U000e0fff]',
        '', 'g'),
      -- Cyrillic, Greek, Armenian, other Latin letters, digits.
      'авесԁһіјкмнорԛѕтухԝ' || 'αβεζηικμνορτυχϲϳ' || 'օսհո' || 'ɑɡıȷʋ' || '01',
      'abecdhijkmhopqstyxw' || 'abezhikmnoptyxcj' || 'ouhn' || 'agijv' || 'ol'),
    '[[:space:]]+', ' ', 'g'))
$$;

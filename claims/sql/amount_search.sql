-- Search by quantities.

-- Each number, alone and with each word that says what is counted: '150', '150 death'.
CREATE OR REPLACE FUNCTION amount_words(language text, low numeric, high numeric, words text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT trim_scale(n) || coalesce(' ' || w, ''))
    FROM unnest(ARRAY[low, high]) n,
         unnest(tsvector_to_array(public.search_vector(
           language, replace(replace(words, '%', ' percent '), '$', ' dollars '))) || NULL::text) w
$$;

-- The same for a search, which may be written in any language.
CREATE OR REPLACE FUNCTION search_amounts(amount numeric, word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(DISTINCT w)
    FROM unnest(ARRAY['en', 'es', '']) l, unnest(public.amount_words(l, amount, amount, word)) w
   WHERE w <> trim_scale(amount)::text
$$;

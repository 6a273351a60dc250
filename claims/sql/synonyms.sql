-- The list of synonyms is under history.
CALL track_history('claims_synonyms');

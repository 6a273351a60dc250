-- The tables of this app whose every change is recorded in newsroom_event.
CALL track_history('newsroom_user', without => '{password,last_login}');
CALL track_history('newsroom_role', key => 'person_id');
CALL track_history('newsroom_passwordlink', without => '{first_digest,second_digest}');
CALL track_history('newsroom_apitoken', key => 'token_key', without => '{digest}');
CALL track_history('newsroom_policy');
CALL track_history('newsroom_approval');
CALL track_history('newsroom_jobnote');

-- The tables of this app whose every change is recorded in newsroom_event.
CALL track_history('sources_publisher');
CALL track_history('sources_speaker');
CALL track_history('sources_alias');
CALL track_history('sources_role');
CALL track_history('sources_speakermerge');
CALL track_history('sources_source');
-- The text never changes, and its hash is recorded.
CALL track_history('sources_snapshot', without => '{text}');
CALL track_history('sources_capturerequest');
CALL track_history('sources_sighting');
CALL track_history('sources_anchorcheck');
CALL track_history('sources_takedown');

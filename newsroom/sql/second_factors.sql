-- Second factors are in the history, without their secrets.
CALL track_history('mfa_authenticator', without => '{data,last_used_at}');

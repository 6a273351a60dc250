"""How each language writes days and times: one way, with the time zone beside each time."""

"""What was published, whole, for others to take away: NDJSON, CSV and Parquet.

``datasets`` says what each file holds, ``statements`` asks PostgreSQL for it, ``streams`` hands it
on in blocks from one snapshot, ``package`` describes it.
"""

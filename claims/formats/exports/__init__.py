"""Everything that was published, as files to download: NDJSON, CSV and Parquet.

``datasets`` declares the files, ``statements`` builds their SQL, ``streams`` yields them in blocks
from one snapshot, ``package`` describes their columns.
"""

"""Dated releases: everything public as of one publication, as files that stay as they are.

``making`` writes them, ``stored`` finds them in storage and says which may be served, ``metadata``
describes them for catalogues and for whoever cites them.
"""

"""Functions of the database's owner that only the tests' databases have.

Tests need people in roles, and a newsroom of one, inside their own transactions, in which they are
the application's role.
"""

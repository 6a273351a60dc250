"""Drills: a newsroom on this machine whose server is lost and restored, or upgraded, and what is lost.

docs/operations.md says how to run them, and what they found.
"""

"""Drills: a newsroom on this machine whose server is lost, restored, upgraded or shared, and what is lost.

docs/operations.md says how to run them, and what they found.
"""

"""Attacks on a real newsroom, each with a check that would notice its success.

python -m tests.attacks            all of them; writes the table in docs/security.md
python -m tests.attacks --check    all of them; fails if the table differs
"""

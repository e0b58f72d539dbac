"""A start as in production, on one machine and on loopback only: to try things by hand, by tests, and by faults.

``python -m deploy.trial`` (``make trial``) starts everything and stops it on Ctrl-C; nothing is installed, and
what is missing is said. ``docs/operations.md`` explains it.
"""

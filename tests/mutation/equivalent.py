"""Faults that change nothing anybody could see, each with its reason. A fault that is caught must not stand here."""

# Exactly as the report names it → why no test can fail.
EQUIVALENT: dict[str, str] = {}

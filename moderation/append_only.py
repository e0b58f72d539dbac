"""The guard of append-only tables stands below everything that uses it; migrations name it here."""

from members.append_only import AppendOnly, guard_statements, release_statements

__all__ = ["AppendOnly", "guard_statements", "release_statements"]

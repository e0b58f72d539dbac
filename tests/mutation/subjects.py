"""Which tests look at which faults, app by app. With fewer tests looking, more faults survive, not fewer."""

from __future__ import annotations

import os

EVERYBODY = ("moderation/test_rows", "moderation/test_refused", "moderation/test_parties")
TESTS = {
    "casestudies": (
        *(f"casestudies/test_{name}" for name in ("workflow_table", "guards_alone", "guards")),
        *(
            f"casestudies/test_{name}"
            for name in (
                "asked_again",
                "by_letter",
                "moves",
                "review",
                "clearing",
                "edited_letter",
                "attachments",
                "what_moves_write",
            )
        ),
        "letters/test_grace",
    ),
    "feedback": (
        *(f"feedback/test_{name}" for name in ("workflow_table", "guards", "answering", "merging")),
        *(f"feedback/test_{name}" for name in ("confirm", "editions", "what_moves_write")),
    ),
    "modules": tuple(
        f"modules/test_{name}"
        for name in ("edition_workflow", "edition_guards", "asked_again", "publish", "what_moves_write")
    ),
    # The engine and the parties of all: whatever looks at a table of moves.
    "moderation": (
        *(f"casestudies/test_{name}" for name in ("workflow_table", "guards", "moves", "edited_letter")),
        *(f"feedback/test_{name}" for name in ("workflow_table", "guards")),
        *(f"modules/test_{name}" for name in ("edition_workflow", "edition_guards")),
        *(f"moderation/test_{name}" for name in ("engine", "letters", "reminders")),
    ),
}
TABLES = {"SUBMISSIONS": "casestudies", "REMARKS": "feedback", "EDITIONS": "modules"}


def subjects() -> list[str]:
    return os.environ.get("SUBJECTS", " ".join(TESTS)).split()


def subject_of(where: str) -> str:
    """Give the app that a table or a file belongs to."""
    return TABLES.get(where, where.partition("/")[0])


def tests_of() -> list[str]:
    """Give the files of tests that look at the chosen subjects."""
    names = [name for subject in subjects() for name in TESTS[subject]]
    return [f"tests/{name}.py" for name in dict.fromkeys([*EVERYBODY, *names])]

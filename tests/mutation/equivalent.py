"""Faults that change nothing anybody could see, each with its reason. A fault that is caught must not stand here."""

LOADED = "Runs once, while the apps are loaded: no fault can be planted in it afterwards."
TYPES = "Never so in the states that ask it; it stands there for the types."

DECIDED = "Only right after a decision, and no decision leads there."
RETRACTED = "Only the side that retracted a text restores it, and nobody has retracted one that stands there."
UNCONFIRMED = "Only a published correction is unconfirmed."
MINOR = "Only a major edition is tabled and endorsed."
HELD = "Only whoever holds a submission makes this move, and nobody holds one there: test_nobody_holds_…"

# As the report names it, without the line → why no test can fail.
EQUIVALENT: dict[str, str] = {
    "casestudies/rules.py: every_point_is_answered: return dropped": (
        "Saves a query: a draft was never reviewed and has no points."
    ),
    "casestudies/attachments/guards.py: every_file_is_checked: return dropped": (
        "Saves a query: where no file is listed, none of those listed waits."
    ),
    "casestudies/rules.py: other_hands_publish: “accepted is not None” dropped of accepted is not None "
    "and accepted.actor_id == step.actor.pk": TYPES,
    "casestudies/by_letter.py: record_letter: “item.current is None” dropped of item.current is None or "
    "not _names(str(data.get('seal', ''))": TYPES,
    "modules/guards.py: a_second_person_confirms: “published” dropped of published and published.actor_id "
    "== step.actor.pk": TYPES,
    "moderation/engine.py: _possible_move: “move is None” dropped of move is None or role is None": (
        "Without a move there is no role either."
    ),
    "casestudies/rules.py: author_until_cleared: return None, not Party(f'{party.label} until it is "
    "cleared', limited)": LOADED,
    "modules/guards.py: _publisher_of: return None, not Party(label, party)": LOADED,
    "moderation/parties.py: of_administration: return None, not Party(f'{names} of the administration', "
    "party)": LOADED,
    "moderation/parties.py: of_administration.<locals>.party: “actor.administration_id is None” dropped of "
    "actor.administration_id is None or actor.administration_id !": (
        "Whoever has no administration holds none of its roles (User.roles)."
    ),
    **{
        f"SUBMISSIONS: {move}, source {state} added": HELD
        for move in ("release", "request_changes", "accept")
        for state in ("draft", "submitted", "published", "retracted", "superseded", "withdrawn")
    },
    **{
        f"EDITIONS: confirm, source {state} added": UNCONFIRMED
        for state in ("drafting", "in_review", "approved", "tabled", "endorsed", "scheduled", "discarded")
    },
    **{f"EDITIONS: publish_correction, source {state} added": MINOR for state in ("tabled", "endorsed")},
    **{
        f"SUBMISSIONS: take_back, source {state} added": DECIDED
        for state in (
            "draft",
            "in_clearance",
            "submitted",
            "in_review",
            "scheduled",
            "published",
            "retracted",
            "superseded",
            "withdrawn",
        )
    },
    **{
        f"SUBMISSIONS: restore, source {state} added": RETRACTED
        for state in (
            "draft",
            "in_clearance",
            "submitted",
            "in_review",
            "changes_requested",
            "awaiting_confirmation",
            "accepted",
            "scheduled",
            "declined",
            "withdrawn",
        )
    },
}

"""Links that open a door once: the secret goes into the letter, its hash into the database."""

import hashlib
import secrets

BYTES = 32


def new_token() -> tuple[str, str]:
    """Give a fresh secret and what is stored of it."""
    token = secrets.token_urlsafe(BYTES)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    # Random enough that no salt and no slow hash are needed.
    return hashlib.sha256(token.encode()).hexdigest()

"""Through what every request passes, from the outside in, and why in this order."""

MIDDLEWARE = [
    # Outside everything, so that it sees what was really answered and how long it took.
    "guide_portal.watching.requests.middleware",
    # Next, so that every answer, a refusal too, carries the headers.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "guide_portal.middleware.policy_headers",
    # Static files need no session, no language, no database.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages are compressed here where no proxy does it; random bytes keep tokens safe from guessing by size.
    "django.middleware.gzip.GZipMiddleware",
    # Inside gzip, which leaves alone what is compressed already.
    "guide_portal.compression.middleware",
    # Outside the session, so that it sees whether the session was touched.
    "guide_portal.middleware.cacheable_for_strangers",
    # Outside whatever reads for a stranger's page.
    "guide_portal.replica.middleware",
    # Before the session and everything else that costs: an unchanged page is not made at all.
    "guide_portal.conditional.middleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    # After authentication: these need to know who is there.
    "members.middleware.middleware",
    "members.second_factor.middleware",
    # Innermost: a bare refusal of a view gets the portal's dress.
    "guide_portal.errors.dress_not_allowed",
]

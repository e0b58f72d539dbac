"""From the environment to Django's settings: what production refuses, and what each address becomes.

Nothing here imports ``django.conf.settings``: these modules make it.
"""

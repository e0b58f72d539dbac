"""Tells that people, administrations or regions are called otherwise now, or are not to be named any more.

Public pages are kept while nothing is published; whoever keeps them listens here.
"""

from django.dispatch import Signal

changed = Signal()

"""Working days, Monday to Friday: what the Secretariat promises is counted in them."""

from datetime import date, timedelta

SATURDAY = 5


def add_working_days(start: date, days: int) -> date:
    """Give the date ``days`` working days after ``start``."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day


def last_working_day(day: date) -> date:
    """Give the day itself, or the Friday before it: what was due earlier is over."""
    return day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))


def working_days_between(start: date, end: date) -> int:
    """Count the working days after ``start`` up to and including ``end``; 0 when ``end`` is not later."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((end - timedelta(days=n)).weekday() < SATURDAY for n in range(rest))

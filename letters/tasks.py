from django_tasks import task

from letters.delivery import deliver


@task()
def deliver_letter(letter_id: int) -> bool:
    """Deliver one letter; safe to run twice."""
    return deliver(letter_id)

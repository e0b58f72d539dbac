from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from members.people import signed_in
from moderation.registry import tabs


@require_safe
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Open the desk at its first tab."""
    open_to = tabs(signed_in(request))
    if not open_to:
        raise PermissionDenied
    return redirect(open_to[0].url_name)

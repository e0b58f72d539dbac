from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from letters.forms import PreferenceForm
from letters.models import Letter, Preference

PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def letters(request: HttpRequest) -> HttpResponse:
    """Show somebody his letters, and let him choose how he gets those to the whole desk."""
    person = request.user.pk or 0
    preference = Preference.objects.filter(user_id=person).first() or Preference(user_id=person)
    form = PreferenceForm(request.POST or None, instance=preference)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds from the next letter on."))
        return redirect("letters:letters")
    mine = Letter.objects.filter(recipient_id=person).defer("body", "html")
    page = Paginator(mine, PAGE).get_page(request.GET.get("page"))
    return render(
        request, "letters/letters.html", {"form": form, "page": page}, status=422 if form.errors else 200
    )

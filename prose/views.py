"""The two services behind the editor, closed to strangers, and the pictures they keep.

They stand in for the editor package's own views, which are open to everybody, keep the client's file
names and answer bad input with a broken page.
"""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from prose import attempts
from prose.clean import clean_text
from prose.markdown import TextTooLong, render
from prose.pictures import CONTENT_TYPES, FOLDER, MAX_BYTES, PictureRefused, keep_picture

View = Callable[[HttpRequest], HttpResponse]
YEAR = 31_536_000


def _sentence(words: str, status: int) -> HttpResponse:
    """Answer a script in plain text, so that nothing of it can end up as markup."""
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _for_writers(view: View) -> View:
    """Let people in who may write; refuse others shortly and never redirect, as a script is asking."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not _may_write(request):
            response = _sentence(_("Sign in to use the editor."), 403)
        else:
            response = view(request)
        add_never_cache_headers(response)
        return response

    return guarded


def _may_write(request: HttpRequest) -> bool:
    may_write_prose = getattr(request.user, "may_write_prose", None)
    return request.user.is_authenticated and (may_write_prose is None or bool(may_write_prose()))


@require_POST
@_for_writers
def preview(request: HttpRequest) -> HttpResponse:
    """Show Markdown exactly as the page will."""
    if "content" not in request.POST:
        return _sentence(_("There is no text to show."), 400)
    try:
        return HttpResponse(render(clean_text(request.POST["content"])))
    except TextTooLong as refusal:
        return _sentence(str(refusal), 400)


@require_POST
@_for_writers
def upload(request: HttpRequest) -> HttpResponse:
    """Keep a picture and answer with the Markdown that shows it."""
    file = request.FILES.get("image")
    if file is None:
        return _sentence(_("There is no picture in what was sent."), 400)
    # Refused ones count too: looking at a picture costs as much as keeping it.
    if attempts.too_many(f"picture:{request.user.pk}", *settings.PICTURES_LIMIT):
        return _sentence(_("Many pictures came from you in a short time. Send this one in an hour."), 429)
    try:
        name = keep_picture(file.read(MAX_BYTES + 1))
    except PictureRefused as refusal:
        return _sentence(str(refusal), 400)
    # The words between the brackets are what people hear who cannot see the picture.
    return JsonResponse(
        {"image_code": f"![{_('Describe the picture here')}]({reverse('prose_picture', args=[name])})"}
    )


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:  # noqa: ARG001 - its name cannot be guessed
    """Serve a kept picture from whatever storage holds it, always from the portal's own address."""
    try:
        file = default_storage.open(f"{FOLDER}/{name}")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(file, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response

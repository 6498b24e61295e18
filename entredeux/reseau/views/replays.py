"""Watching again, and reading: the recording of an event, its captions, its file served by parts."""

import os
import re
from collections.abc import Iterator
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access import can_edit_replay, visible_replays
from entredeux.reseau.actions import replays as actions
from entredeux.reseau.forms.replays import ChapitresForm, MomentForm, TranscriptionForm, VideoForm
from entredeux.reseau.lecture import FAUTES_MONTREES, FichierIllisible
from entredeux.reseau.models import Evenement, MomentFort, Replay
from entredeux.reseau.presenters.replays import present_moments, present_replay
from entredeux.reseau.transcription import SousTitre, read_sous_titres, write_seconde, write_vtt
from entredeux.reseau.views.lecteur import lecteur_of
from entredeux.socle.erreurs import Refus

TYPES = {".mp4": "video/mp4", ".webm": "video/webm"}
MORCEAU = 256 * 1024
PLAGE = re.compile(r"bytes=(\d*)-(\d*)")


def find_replay(request: HttpRequest, slug: str) -> Replay:
    """The published one; an editor of the event sees it before."""
    by = lecteur_of(request)
    found: Replay | None = visible_replays(by).filter(evenement__slug=slug).select_related("evenement").first()
    if found is None:
        found = get_object_or_404(Replay.objects.select_related("evenement"), evenement__slug=slug)
        if not can_edit_replay(by, found.evenement):
            raise Http404
    return found


@ouvert("l'enregistrement d'un événement publié, et sa transcription")
@csp_update({"media-src": ["'self'"]})  # type: ignore[arg-type]
@require_GET
def replay(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_replay(request, slug)
    context = present_replay(found, request.GET.get("q", "")[:100], request.GET.get("t", ""))
    context["peut_gerer"] = can_edit_replay(lecteur_of(request), found.evenement)
    return render(request, "reseau/replays/replay.html", context)


@ouvert("les sous-titres d'un enregistrement publié")
@require_GET
def sous_titres(request: HttpRequest, slug: str) -> HttpResponse:
    rows = find_replay(request, slug).repliques.all()
    said = [SousTitre(row.debut, row.fin, row.texte, row.qui) for row in rows]
    return HttpResponse(write_vtt(said), content_type="text/vtt; charset=utf-8")


@ouvert("le fichier vidéo d'un enregistrement publié")
@require_safe
def video(request: HttpRequest, slug: str) -> HttpResponseBase:
    """By parts, since a player that jumps to 12:31 asks for the middle of the file (RFC 9110, one range)."""
    fichier = find_replay(request, slug).fichier
    if not fichier.name or not fichier.storage.exists(fichier.name):
        raise Http404
    size = fichier.size
    kind = TYPES.get(os.path.splitext(fichier.name)[1].lower(), "application/octet-stream")
    asked = PLAGE.fullmatch(request.headers.get("Range", ""))
    bounds = _bounds(asked, size) if asked and any(asked.groups()) else None
    if bounds is None:
        response: Any = FileResponse(fichier.open("rb"), content_type=kind)
    elif bounds[0] > bounds[1]:
        response = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        response = StreamingHttpResponse(_part(fichier.open("rb"), *bounds), status=206, content_type=kind)
        response["Content-Range"] = f"bytes {bounds[0]}-{bounds[1]}/{size}"
        response["Content-Length"] = str(bounds[1] - bounds[0] + 1)
    response["Accept-Ranges"] = "bytes"
    return response


def _bounds(asked: "re.Match[str]", size: int) -> tuple[int, int]:
    """First and last byte; the first past the last when nothing can be given."""
    first, last = asked[1][:15], asked[2][:15]
    if not first:
        return max(size - int(last), 0) if int(last) else size, size - 1
    return int(first), min(int(last), size - 1) if last else size - 1


def _part(opened: Any, first: int, last: int) -> Iterator[bytes]:
    with opened:
        opened.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := opened.read(min(MORCEAU, left))):
            left -= len(chunk)
            yield chunk


# --- what an editor does


def _evenement(request: HttpRequest, slug: str) -> Evenement:
    """404 for an event of another region."""
    found = get_object_or_404(Evenement, slug=slug)
    if not can_edit_replay(acteur_of(request), found):
        raise Http404
    return found


@acces(Permission.REDIGER_RESEAU)
@require_http_methods(["GET", "POST"])
def gerer(request: HttpRequest, slug: str) -> HttpResponse:
    """Four forms on one page; each has its own button, named for what it records."""
    evenement = _evenement(request, slug)
    found = Replay.objects.filter(evenement=evenement).first()
    forms = _forms(request, found)
    sent = next((name for name in forms if name in request.POST), "")
    context: dict[str, Any] = {"evenement": evenement, "replay": found, **forms}
    if sent and forms[sent].is_valid():
        try:
            messages.success(request, RECORDS[sent](request, evenement, found, forms[sent]))
            return redirect("replay_gerer", slug)
        except FichierIllisible as error:
            context |= {"fautes": error.fautes[:FAUTES_MONTREES], "nombre_de_fautes": len(error.fautes)}
            context["transcription"] = TranscriptionForm(initial={"texte": forms[sent].cleaned_data["texte"]})
        except Refus as refus:
            forms[sent].add_error(None, str(refus))
    context["moments"] = present_moments(found) if found else []
    context["nombre_de_repliques"] = found.repliques.count() if found else 0
    bad = "fautes" in context or any(form.errors for form in forms.values())
    return render(request, "reseau/replays/gerer.html", context, status=422 if bad else 200)


def _forms(request: HttpRequest, found: Replay | None) -> dict[str, Any]:
    def posted(name: str) -> tuple[Any, Any]:
        return (request.POST, request.FILES) if name in request.POST else (None, None)

    video_initial = {"lien": found.lien, "est_publie": found.est_publie} if found else {}
    moment_initial = {"seconde": request.GET.get("t", ""), "texte": request.GET.get("phrase", "")[:400]}
    return {
        "video": VideoForm(*posted("video"), initial=video_initial),
        "chapitres": ChapitresForm(posted("chapitres")[0], replay=found),
        "transcription": TranscriptionForm(*posted("transcription")),
        "moment": MomentForm(posted("moment")[0], initial=moment_initial),
    }


def _record_video(request: HttpRequest, evenement: Evenement, found: Replay | None, form: VideoForm) -> str:
    actions.save_replay(evenement=evenement, by=acteur_of(request), **form.cleaned_data)
    return "L'enregistrement est à jour."


def _record_chapitres(request: HttpRequest, evenement: Evenement, found: Replay | None, form: ChapitresForm) -> str:
    by, replay = acteur_of(request), found or actions.save_replay(evenement=evenement, by=acteur_of(request))
    actions.set_chapitres(replay=replay, secondes=form.secondes(), by=by)
    if titre := form.cleaned_data["titre_nouveau"]:
        actions.add_chapitre(replay=replay, titre=titre, seconde=form.cleaned_data["seconde_nouveau"], by=by)
    return "Les chapitres sont à jour."


def _record_transcription(
    request: HttpRequest, evenement: Evenement, found: Replay | None, form: TranscriptionForm
) -> str:
    said = read_sous_titres(form.cleaned_data["texte"])
    replay = found or actions.save_replay(evenement=evenement, by=acteur_of(request))
    count = actions.import_transcription(replay=replay, sous_titres=said, by=acteur_of(request))
    words = "1 réplique" if count == 1 else f"{count} répliques"
    return f"{words}, de {write_seconde(said[0].seconde)} à {write_seconde(said[-1].fin // 1000)}."


def _record_moment(request: HttpRequest, evenement: Evenement, found: Replay | None, form: MomentForm) -> str:
    replay = found or actions.save_replay(evenement=evenement, by=acteur_of(request))
    actions.keep_moment(replay=replay, by=acteur_of(request), **form.cleaned_data)
    return "Moment fort retenu."


RECORDS: dict[str, Any] = {
    "video": _record_video,
    "chapitres": _record_chapitres,
    "transcription": _record_transcription,
    "moment": _record_moment,
}


@acces(Permission.REDIGER_RESEAU)
@require_POST
def retirer_moment(request: HttpRequest, slug: str, moment_id: int) -> HttpResponse:
    moment = get_object_or_404(MomentFort, pk=moment_id, replay__evenement=_evenement(request, slug))
    actions.drop_moment(moment=moment, by=acteur_of(request))
    messages.success(request, "Le moment n'est plus retenu.")
    return redirect("replay_gerer", slug)

"""A month sent to the network's instance by the direction, and the door where an instance receives them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.debit import is_too_much
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access import visible_envois
from entredeux.observatoire.echange import OCTETS_MAX
from entredeux.observatoire.enums import Axe
from entredeux.observatoire.envois import Apercu, prepare_envoi, send_envoi, sendable_months
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.quantites import DEFINITIONS, Quantite
from entredeux.observatoire.reception import ReceptionRefusee, receive_envoi

ENVOIS_PAR_HEURE = 120


@require_http_methods(["GET", "POST"])
@acces(Permission.ENVOYER_RESEAU)
def envoi(request: HttpRequest) -> HttpResponse:
    """Choose a month, read all that would leave, confirm."""
    by = acteur_of(request)
    if by.structure is None:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    mois, vers = asked.get("mois", ""), settings.RESEAU_INSTANCE
    preview, error = None, ""
    if mois and vers:
        try:
            if request.method == "POST":
                sent, left = send_envoi(mois=mois, vers=vers, empreinte=request.POST.get("empreinte", ""), by=by)
                messages.success(request, _say_sent(sent.cellules, left=left))
                return redirect("observatoire:envoi")
            preview = prepare_envoi(mois=mois, vers=vers, by=by)
        except ValidationError as refused:
            error = " ".join(refused.messages)
            preview = preview or _preview_again(mois, vers, by)
    context = {
        "vers": vers,
        "mois": mois,
        "periodes": sendable_months(by.structure),
        "apercu": preview,
        "quantites": _lines(preview) if preview else [],
        "tables": _tables(preview) if preview else [],
        "envois": visible_envois(by).select_related("envoye_par")[:36],
        "erreur": error,
    }
    return render(request, "observatoire/envoi.html", context, status=422 if error else 200)


def _say_sent(cellules: int, *, left: bool) -> str:
    if left:
        return f"Envoyé : {cellules} cellules, signées. L'instance du réseau les a prises."
    return "Ce mois était déjà parti, avec ce contenu : rien n'a été envoyé de nouveau."


def _preview_again(mois: str, vers: str, by: Acteur) -> Apercu | None:
    try:
        return prepare_envoi(mois=mois, vers=vers, by=by)
    except ValidationError:
        return None


def _tables(preview: Apercu) -> list[tuple[dict[str, Any], str]]:
    """Each table, and its axes in words."""
    tables = preview.document["tables"]
    return [(table, " et ".join(Axe(axe).label.lower() for axe in table["axes"])) for table in tables]


def _lines(preview: Apercu) -> list[tuple[str, str, float, str]]:
    lines = []
    for said in preview.document["quantites"]:
        quantite = Quantite(said["mesure"])
        pas, unite = DEFINITIONS[quantite].pas, DEFINITIONS[quantite].unite
        period = parse_periode(said["periode"]).libelle
        lines.append((quantite.label, period, said["valeur"] if pas == 1 else said["valeur"] / pas, unite))
    return lines


@csrf_exempt
@ouvert("reçoit le mois signé d'une structure de la liste ; 404 si l'instance n'est pas réglée pour recevoir")
def reception(request: HttpRequest) -> HttpResponse:
    if not settings.RECEPTION:
        raise Http404
    try:
        accuse = receive_envoi(_body_of(request))
    except ReceptionRefusee as refusal:
        return _say(refusal.statut, refusal.code, str(refusal))
    if accuse.est_nouvelle:
        return _say(201, "recu", f"Le mois {accuse.reception.mois} est reçu.")
    return _say(200, "deja_recu", f"Le mois {accuse.reception.mois} était déjà reçu, avec ce contenu.")


def _body_of(request: HttpRequest) -> bytes:
    if request.method != "POST":
        raise ReceptionRefusee(405, "methode", "Envoyez le mois par POST.")
    if is_too_much(request, "observatoire.reception", ENVOIS_PAR_HEURE):
        raise ReceptionRefusee(429, "debit", "Trop d'envois en une heure : réessayez plus tard.")
    if request.content_type != "application/json":
        raise ReceptionRefusee(415, "type", "Envoyez du JSON (application/json).")
    size = request.META.get("CONTENT_LENGTH") or "0"
    if not size.isdigit() or int(size) > OCTETS_MAX:
        raise ReceptionRefusee(413, "taille", f"Trop d'un coup : {OCTETS_MAX // 1024 // 1024} Mo au plus.")
    return request.body


def _say(statut: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=statut, json_dumps_params={"ensure_ascii": False})

"""The monthly report « effacé / conservé », on screen and to print."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.conservation import make_document, make_rapport
from entredeux.cadre.copie_droits import FORMATS, write_copy
from entredeux.cadre.horloges import horloges, sans_horloge
from entredeux.cadre.permissions import Permission

PREMIER_MOIS = date(2020, 1, 1)


@acces(Permission.VOIR_CONSERVATION)
@require_GET
def conservation(request: HttpRequest) -> HttpResponse:
    by, today = acteur_of(request), timezone.localdate()
    mois = _month(request.GET.get("mois", ""), today)
    context = {
        "rapport": make_rapport(by, mois, today),
        "mois": mois,
        "mois_precedent": _before(mois),
        "mois_suivant": _after(mois) if _after(mois) <= today else None,
        "structure": by.structure,
        "horloges": horloges(),
        "sans_horloge": sorted(set(sans_horloge().values())),
    }
    return render(request, "cadre/conservation.html", context)


@acces(Permission.VOIR_CONSERVATION)
@require_GET
def imprimer(request: HttpRequest, mois: str, extension: str) -> HttpResponse:
    if extension not in FORMATS:
        raise Http404
    today = timezone.localdate()
    first = _month(mois, today)
    document = make_document(make_rapport(acteur_of(request), first, today), today)
    content, content_type = write_copy(document, extension)
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="efface-conserve-{first:%Y-%m}.{extension}"'
    return response


def _month(text: str, today: date) -> date:
    """The month asked for; this month for what is none, or not yet here."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if PREMIER_MOIS <= first <= today else today.replace(day=1)


def _before(mois: date) -> date:
    return date(mois.year - (mois.month == 1), (mois.month - 2) % 12 + 1, 1)


def _after(mois: date) -> date:
    return date(mois.year + mois.month // 12, mois.month % 12 + 1, 1)

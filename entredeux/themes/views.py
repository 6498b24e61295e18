from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from entredeux.cadre.access import connecte
from entredeux.themes.fichiers import read_packs
from entredeux.themes.presenters import present_pack, present_vocabularies
from entredeux.themes.queries import terms


@connecte
def liste(request: HttpRequest) -> HttpResponse:
    packs, errors = read_packs()
    illisibles = [{"fichier": Path(e.fichier).name, "ligne": e.ligne, "raison": e.raison} for e in errors]
    registres = terms("registres", timezone.localdate())
    return render(
        request,
        "themes/liste.html",
        {"themes": list(packs.values()), "illisibles": illisibles, "registres": registres},
    )


@connecte
def fiche(request: HttpRequest, code: str) -> HttpResponse:
    pack = read_packs()[0].get(code)
    if pack is None:
        raise Http404
    return render(request, "themes/fiche.html", {"theme": pack, **present_pack(pack, timezone.localdate())})


@connecte
def vocabulaires(request: HttpRequest) -> HttpResponse:
    return render(request, "themes/vocabulaires.html", {"listes": present_vocabularies(timezone.localdate())})

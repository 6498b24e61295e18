"""The structure's journal, for whoever answers for it: who did what, never what was written."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from entredeux.cadre import journal as cadre_journal
from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.forms import FiltreJournalForm
from entredeux.cadre.permissions import Permission
from entredeux.cadre.presenters import describe_lines
from entredeux.cadre.queries import LIGNES_PAR_PAGE, list_journal, read_noms_par_condense


@acces(Permission.LIRE_JOURNAL)
def journal(request: HttpRequest) -> HttpResponse:
    """Reading it is itself an event: it names people."""
    by = acteur_of(request)
    filtre = FiltreJournalForm(request.GET)
    wanted = filtre.cleaned_data if filtre.is_valid() else {}
    entries = list_journal(by, avant=_number(request.GET.get("avant", "")), **wanted)
    page = entries[:LIGNES_PAR_PAGE]
    cadre_journal.record_read(by, "cadre.journal.lu", nombre=max(len(page), 1))
    context = {
        "filtre": filtre,
        "lignes": describe_lines(page, read_noms_par_condense(by.chaine)),
        "suivante": _next_page(request.GET, page[-1].numero) if len(entries) > LIGNES_PAR_PAGE else "",
        "structure": by.structure,
    }
    return render(request, "cadre/journal.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _next_page(query: QueryDict, numero: int) -> str:
    following = query.copy()
    following["avant"] = str(numero)
    return following.urlencode()

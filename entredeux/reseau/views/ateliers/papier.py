"""The sheet on paper: a blank one to print, one page to take it up again; and the five minutes of the plenary."""

from pathlib import Path
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.textes import read_textes
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.enums import GenreElement
from entredeux.reseau.forms.ateliers import QUESTIONS, BaseLignes, IssuesForm, LigneFormSet, theme_choices
from entredeux.reseau.models import Contribution, Evenement, Sequence
from entredeux.reseau.queries.ateliers import list_elements
from entredeux.reseau.views.ateliers.porte import Porte, porte
from entredeux.socle.erreurs import Refus
from entredeux.socle.pdf import render_pdf
from entredeux.ui.templatetags.ui import heure, jour

MODELE = Path(__file__).parents[2] / "papier" / "feuille.typ"
LETTRES = dict(zip(GenreElement, "QCDPOME", strict=True))
MAX_PLENIERE = 6


@porte
@require_GET
def pdf(request: HttpRequest, ici: Porte) -> HttpResponse:
    """A blank sheet, A4. The contributions are sealed: who facilitates may print their words (`?contributions=oui`)."""
    texts: list[dict[str, str]] = []
    if request.GET.get("contributions") == "oui" and ici.peut_animer:
        rows = list(Contribution.objects.filter(sequence=ici.sequence))
        words = read_textes(rows, "texte", by=ici.by)
        texts = [{"genre": row.get_genre_display(), "texte": words[row.pk]} for row in rows]
    content = render_pdf(MODELE, describe_sheet(ici.sequence, texts))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="feuille-{ici.sequence.uid.hex[:8]}.pdf"'
    return response


def describe_sheet(sequence: Sequence, contributions: list[dict[str, str]]) -> dict[str, Any]:
    evenement: Evenement = sequence.evenement
    when = jour(sequence.jour) if evenement.precision_date == "jour" else ""
    parts = [when, heure(sequence.heure_debut), sequence.salle, evenement.lieu]
    return {
        "titre": str(sequence),
        "evenement": evenement.title,
        "quand": ", ".join(part for part in parts if part),
        "types": [
            {"lettre": LETTRES[genre], "nom": genre.label, "aide": QUESTIONS[genre][0]} for genre in GenreElement
        ],
        "contributions": contributions,
        "lignes": 16,
    }


@porte
@require_http_methods(["GET", "POST"])
def papier(request: HttpRequest, ici: Porte) -> HttpResponse:
    """A paper sheet taken up again: one page, as many lines as it has. A mistake keeps every line."""
    themes = theme_choices(ici.sequence)
    rows = list(Contribution.objects.filter(sequence=ici.sequence))
    lignes = LigneFormSet(request.POST or None, prefix="lignes", form_kwargs={"themes": themes})
    issues = IssuesForm(request.POST or None, contributions=rows, prefix="issues")
    refused = False
    if request.method == "POST" and "plus" in request.POST:
        lignes = cast(BaseLignes, lignes).more()
    elif request.method == "POST":
        refused = True
        if lignes.is_valid() and issues.is_valid() and _record(request, ici, lignes, issues):
            return redirect(ici.url("feuille"))
    context = {
        "ici": ici,
        "lignes": lignes,
        "issues": [(row, issues[row.pk.hex]) for row in rows],
        "form_issues": issues,
        "lettres": [(LETTRES[genre], genre.label) for genre in GenreElement],
    }
    return render(request, "reseau/ateliers/papier.html", context, status=422 if refused else 200)


def _record(request: HttpRequest, ici: Porte, lignes: Any, issues: IssuesForm) -> bool:
    said = [form for form in lignes if not form.est_vide]
    if not said and not any(issues.issues().values()):
        lignes._non_form_errors.append("Aucune ligne n'est remplie : recopiez au moins une ligne de la feuille.")
        return False
    try:
        bilan = actions.record_feuille(
            sequence=ici.sequence,
            elements=[form.saisie() for form in said],
            issues=issues.issues(),
            est_de_papier=True,
            **ici.qui,
        )
    except ValidationError as error:
        _spread(error, said, lignes)
        return False
    except Refus as refus:
        lignes._non_form_errors.append(str(refus))
        return False
    count = len(bilan.ajoutes)
    messages.success(
        request, f"Feuille de papier reprise : {count} élément{'s' if count > 1 else ''}. Détruisez le papier."
    )
    return True


def _spread(error: ValidationError, said: list[Any], lignes: Any) -> None:
    """« 3.texte » is the field `texte` of the fourth filled line; a line alone has no number."""
    for name, found in error.message_dict.items():
        rank, _, champ = name.rpartition(".")
        form = said[int(rank or 0)]
        for message in found:
            form.add_error(champ if champ in form.fields else None, message)


@porte
@require_GET
def pleniere(request: HttpRequest, ici: Porte) -> HttpResponse:
    """What the rapporteur says to everyone, in five minutes: those marked for it, else the first ones."""
    elements = list_elements(ici.feuille)
    chosen = [each for each in elements if each.est_majeur] or elements[:MAX_PLENIERE]
    return render(request, "reseau/ateliers/pleniere.html", {"ici": ici, "elements": chosen})

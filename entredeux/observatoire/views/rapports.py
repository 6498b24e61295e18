"""Reading reports: live figures for whoever reads figures, frozen versions once they are out."""

import uuid

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from entredeux.cadre.access import acteur_of, connecte
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access_rapports import (
    LECTEURS_DU_RESEAU,
    can_release_version,
    visible_bailleurs,
    visible_rapports,
    visible_versions,
    writes_for_reseau,
    writes_for_structure,
)
from entredeux.observatoire.enums import EtatVersion
from entredeux.observatoire.forms_rapports import PeriodeForm
from entredeux.observatoire.models import VersionRapport
from entredeux.observatoire.rapports.document import FICHIERS, Mention
from entredeux.observatoire.rapports.modele import Modele, Portee, modeles
from entredeux.observatoire.rapports.periodes import PeriodeRapport, find_report_period
from entredeux.observatoire.rapports.redaction import compose_live, libelle_of, periods_of_modele
from entredeux.observatoire.rapports.versions import content_of, draw_file, draw_version


@require_GET
@connecte
def rapports(request: HttpRequest) -> HttpResponse:
    """What may be read, and for those who write, what is being written."""
    by = _reader(request)
    out = (
        visible_versions(by)
        .filter(diffusee_le__isnull=False)
        .select_related("rapport__destinataire")
        .order_by("-diffusee_le")
    )
    drafts = visible_rapports(by).select_related("destinataire").prefetch_related("versions")
    context = {
        "modeles": [(each, periods_of_modele(each, by)) for each in readable_modeles(by)],
        "versions": [(each, title_of(each.rapport.modele), libelle_of(each.rapport.periode)) for each in out],
        "brouillons": [(each, title_of(each.modele), libelle_of(each.periode)) for each in drafts],
        "a_ecrire": [(each, periods_of_modele(each, by)) for each in writable_modeles(by)],
        "bailleurs": visible_bailleurs(by),
        "redige": writes_for_structure(by) or writes_for_reseau(by),
        "structure": by.structure,
    }
    return render(request, "observatoire/rapports/liste.html", context)


@require_GET
@connecte
def rapport(request: HttpRequest, modele: str) -> HttpResponse:
    """The figures of a report over a period of one's choice. A version that is out is proposed above."""
    by = _reader(request)
    model = _modele(modele, by)
    periods = periods_of_modele(model, by)
    context: dict[str, object] = {"modele": model, "structure": by.structure}
    if not periods:
        return render(request, "observatoire/rapports/lire.html", context | {"form": None})
    form, period = _period(request, periods)
    context |= {"form": form, "periode": period}
    if period is None:
        return render(request, "observatoire/rapports/lire.html", context, status=422)
    context["rapport"] = compose_live(model, period, by=by)
    context["version"] = _released(by, model, period)
    return render(request, "observatoire/rapports/lire.html", context)


@require_GET
@connecte
def rapport_fichier(request: HttpRequest, modele: str, extension: str) -> HttpResponse:
    by = _reader(request)
    model = _modele(modele, by)
    periods = periods_of_modele(model, by)
    if not periods or extension not in FICHIERS:
        raise Http404
    form, period = _period(request, periods)
    if period is None:
        context = {"modele": model, "structure": by.structure, "form": form, "periode": None}
        return render(request, "observatoire/rapports/lire.html", context, status=422)
    content = compose_live(model, period, by=by)
    mention = Mention(adresse=request.build_absolute_uri(f"../{model.code}/?periode={period.code}"))
    return answer_file(draw_file(content, mention, extension), f"{model.code}-{period.code}", extension)


@never_cache
@require_GET
@connecte
def version(request: HttpRequest, version_id: uuid.UUID) -> HttpResponse:
    """A frozen report, or how far it is: the work goes on when the page is left."""
    by = _reader(request)
    found = get_object_or_404(visible_versions(by).select_related("rapport"), pk=version_id)
    context: dict[str, object] = {
        "version": found,
        "titre": title_of(found.rapport.modele),
        "libelle": libelle_of(found.rapport.periode),
        "redige": visible_rapports(by).filter(pk=found.rapport_id).exists(),
        "peut_diffuser": found.etat == EtatVersion.FIGEE and not found.diffusee_le and can_release_version(by, found),
    }
    if found.etat == EtatVersion.FIGEE:
        try:
            context["rapport"] = content_of(found)
        except ValidationError as refused:
            context["erreur"] = " ".join(refused.messages)
    return render(request, "observatoire/rapports/version.html", context)


@require_GET
@connecte
def version_fichier(request: HttpRequest, version_id: uuid.UUID, extension: str) -> HttpResponse:
    by = _reader(request)
    found = get_object_or_404(visible_versions(by).select_related("rapport"), pk=version_id, etat=EtatVersion.FIGEE)
    if extension not in FICHIERS:
        raise Http404
    rapport = found.rapport
    name = f"{rapport.modele}-{rapport.periode}-version-{found.numero}"
    return answer_file(draw_version(found, extension), name, extension)


def answer_file(content: bytes, name: str, extension: str) -> HttpResponse:
    response = HttpResponse(content, content_type=FICHIERS[extension][1])
    response["Content-Disposition"] = (
        f'{"inline" if extension == "pdf" else "attachment"}; filename="{name}.{extension}"'
    )
    return response


def readable_modeles(by: Acteur) -> list[Modele]:
    wanted = {Portee.STRUCTURE} if by.structure is not None and by.peut(Permission.VOIR_FIGURES) else set()
    wanted |= {Portee.RESEAU} if writes_for_reseau(by) else set()
    return [each for each in modeles().values() if each.portee in wanted and not each.est_pour_bailleur]


def writable_modeles(by: Acteur) -> list[Modele]:
    wanted = {Portee.STRUCTURE} if writes_for_structure(by) else set()
    wanted |= {Portee.RESEAU} if writes_for_reseau(by) else set()
    return [each for each in modeles().values() if each.portee in wanted]


def title_of(code: str) -> str:
    """A model taken away since keeps the name of its file."""
    return modeles()[code].titre if code in modeles() else code


def _reader(request: HttpRequest) -> Acteur:
    by = acteur_of(request)
    if not any(by.peut(each) for each in LECTEURS_DU_RESEAU):
        raise Http404
    return by


def _modele(code: str, by: Acteur) -> Modele:
    found = next((each for each in readable_modeles(by) if each.code == code), None)
    if found is None:
        raise Http404
    return found


def _period(request: HttpRequest, periods: list[PeriodeRapport]) -> tuple[PeriodeForm, PeriodeRapport | None]:
    """The form with what was asked, and the period; None when it is refused, the form then says why."""
    asked = request.GET.get("periode", "")
    form = PeriodeForm(request.GET, periodes=periods, choisie=asked)
    form.is_valid()
    try:
        period = find_report_period(asked[:20], periods)
    except ValidationError as refused:
        form.add_error("periode", refused)
        return form, None
    form.choisie = period.code
    return form, period


def _released(by: Acteur, modele: Modele, period: PeriodeRapport) -> VersionRapport | None:
    out = visible_versions(by).filter(diffusee_le__isnull=False, rapport__modele=modele.code)
    return out.filter(rapport__periode=period.code, rapport__structure=by.structure).order_by("-numero").first()

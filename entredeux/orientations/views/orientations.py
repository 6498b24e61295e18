"""The team's pages: its referrals, a new one, one of them and what is done with it."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.enums import Portee
from entredeux.cadre.liens_consentement import Demande, lien_de_consentement
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.orientations import actions
from entredeux.orientations.access import visible_demandes, visible_envois, visible_orientations
from entredeux.orientations.enums import Degre, EtatDemande, EtatEnvoi, Nature
from entredeux.orientations.etats import RESULTATS, can_go
from entredeux.orientations.forms.orientations import ComplementForm, OrientationForm, ResultatForm, ServiceForm
from entredeux.orientations.guide import QUESTIONS, find_conseil
from entredeux.orientations.models import Envoi, Orientation
from entredeux.orientations.queries.bilan import report_cards
from entredeux.orientations.queries.partage import PORTEES, is_agreed
from entredeux.orientations.regles import RefuseParLaMatrice
from entredeux.partenaires.access import visible_partenaires
from entredeux.situations.access import visible_parties, visible_situations
from entredeux.situations.models import Situation
from entredeux.socle.erreurs import Refus
from entredeux.ui.erreurs import add_errors

# What asks for something of the team comes first: expired, then a precision asked, then not sent yet.
URGENCES = (EtatEnvoi.EXPIREE, EtatEnvoi.PRECISION, EtatEnvoi.PROPOSEE)
# What a link may fill in: the guide's answers, a situation's party, a partner's sheet.
PROPOSES = ("partie", "besoin", "partenaire", "profession", "nature", "guide")


@require_GET
@acces(Permission.ORIENTER)
def liste(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    etat = request.GET.get("etat", "")
    rank = Case(
        *(When(etat=each, then=Value(at)) for at, each in enumerate(URGENCES)),
        default=Value(9),
        output_field=IntegerField(),
    )
    envois = visible_envois(by).select_related("orientation", "partenaire").annotate(rang=rank)
    if etat in EtatEnvoi.values:
        envois = envois.filter(etat=etat)
    context = {
        "page": Paginator(envois.order_by("rang", "-cree_le"), 50).get_page(request.GET.get("page")),
        "etat": etat,
        "etats": EtatEnvoi.choices,
        "expirees": visible_envois(by).filter(etat=EtatEnvoi.EXPIREE).count(),
        "demandes": visible_demandes(by).filter(etat=EtatDemande.RECUE).count(),
    }
    return render(request, "orientations/liste.html", context)


@require_GET
@ouvert("une table publique de trois questions : ne demande ni ne dit rien de personne")
def guide(request: HttpRequest) -> HttpResponse:
    answers = {question.code: request.GET.get(question.code, "") for question in QUESTIONS}
    conseil = find_conseil(answers)
    acteur = getattr(request, "acteur", None)
    suite = {"guide": urlencode(answers)[:40], "profession": conseil.profession} if conseil else {}
    context = {
        "questions": [(question, answers[question.code]) for question in QUESTIONS],
        "conseil": conseil,
        "suite": urlencode(suite),
        "peut_orienter": acteur is not None and acteur.peut(Permission.ORIENTER),
    }
    return render(request, "orientations/guide.html", context)


@require_http_methods(["GET", "POST"])
@acces(Permission.ORIENTER)
def nouvelle(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    situation = _situation_of(request, by)
    parties = visible_parties(by).filter(situation=situation) if situation else visible_parties(by).none()
    initial = {name: request.GET[name] for name in PROPOSES if name in request.GET}
    form = OrientationForm(request.POST or None, initial=initial, partenaires=_partners(by), parties=parties)
    context: dict[str, Any] = {"form": form, "situation": situation}
    if form.is_valid():
        try:
            return _start(request, form, situation, by)
        except RefuseParLaMatrice as refus:
            context |= {"refus": refus, "question": refus.question}
        except ValidationError as error:
            add_errors(form, error)
    context["est_question"] = form["nature"].value() == Nature.QUESTION
    failed = form.errors or "refus" in context
    return render(request, "orientations/nouvelle.html", context, status=422 if failed else 200)


def _start(request: HttpRequest, form: OrientationForm, situation: Situation | None, by: Acteur) -> HttpResponse:
    said = form.cleaned_data
    question = said["nature"] == Nature.QUESTION
    orientation, envoi = actions.propose_and_prepare(
        by=by,
        situation=situation,
        partie=None if question else said.get("partie"),
        besoin=said["besoin"],
        precisions=said["precisions"],
        contact="" if question else said["contact"],
        nature=said["nature"],
        guide=said["guide"],
        partenaire=said["partenaire"],
        profession=said["profession"],
        degre=Degre.RIEN if question else said["degre"],
    )
    _try_to_send(request, envoi, by)
    return redirect("orientations:detail", orientation.pk)


def _try_to_send(request: HttpRequest, envoi: Envoi, by: Acteur) -> None:
    try:
        actions.send_envoi(envoi=envoi, by=by)
        messages.success(request, f"C'est parti vers {envoi.partenaire}. Le service répond par un lien, sans compte.")
    except Refus as refus:
        messages.warning(request, f"{refus} L'orientation est gardée : envoyez-la quand l'accord est donné.")
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))


@require_GET
@acces(Permission.ORIENTER)
def detail(request: HttpRequest, orientation_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(
        visible_orientations(by).select_related("matrice", "situation", "partie"), pk=orientation_id
    )
    return _show(request, found, by)


def _show(
    request: HttpRequest, orientation: Orientation, by: Acteur, forms: dict | None = None, status: int = 200
) -> HttpResponse:
    envois = list(orientation.envois.select_related("partenaire", "orientation").order_by("cree_le"))
    forms = forms or {}
    context = {
        "orientation": orientation,
        "precisions": read_texte(orientation, "precisions", by=by),
        "envois": [_line(envoi, by, forms.get(envoi.pk)) for envoi in envois],
        "service": forms.get("service") or ServiceForm(partenaires=_partners(by)),
    }
    return render(request, "orientations/detail.html", context, status=status)


def _line(envoi: Envoi, by: Acteur, form: object | None) -> dict:
    return {
        "envoi": envoi,
        "reponse": read_texte(envoi, "reponse", by=by),
        "complement": read_texte(envoi, "complement", by=by),
        "parole": read_texte(envoi, "parole", by=by),
        "accord": is_agreed(envoi),
        "demander_accord": _consent_link(envoi),
        "peut_annuler": can_go(envoi.etat, EtatEnvoi.ANNULEE),
        "a_envoyer": envoi.etat == EtatEnvoi.PROPOSEE,
        "complement_form": form if isinstance(form, ComplementForm) else ComplementForm(prefix=str(envoi.pk)),
        "resultat_form": form if isinstance(form, ResultatForm) else ResultatForm(prefix=str(envoi.pk)),
        "attend_precision": envoi.etat == EtatEnvoi.PRECISION,
        "attend_resultat": any(can_go(envoi.etat, etat) for etat in RESULTATS),
    }


def _consent_link(envoi: Envoi) -> str:
    """To the page where the person agrees: to this degree, for this service, and to their word being told."""
    portee = PORTEES.get(Degre(envoi.degre))
    orientation = envoi.orientation
    recipients: tuple[tuple[str, str], ...]
    if orientation.nature == Nature.QUESTION or (portee is None and not envoi.envoye_le):
        return ""
    if envoi.envoye_le:
        scope, recipients = str(Portee.PAROLE), ()
    else:
        scope, recipients = str(portee), ((str(envoi.partenaire_id), str(envoi.partenaire)),)
    return lien_de_consentement(
        Demande(
            sujet=orientation.sujet,
            unite=orientation.unite,
            retour=reverse("orientations:detail", args=[orientation.pk]),
            qui=str(orientation.partie or "La personne orientée"),
            portees=(scope,),
            destinataires=recipients,
        )
    )


@require_POST
@acces(Permission.ORIENTER)
def autre_service(request: HttpRequest, orientation_id: uuid.UUID) -> HttpResponse:
    """The same need, put to one more service."""
    by = acteur_of(request)
    orientation = get_object_or_404(visible_orientations(by).select_related("matrice"), pk=orientation_id)
    form = ServiceForm(request.POST, partenaires=_partners(by))
    if form.is_valid():
        try:
            envoi = actions.prepare_envoi(orientation=orientation, by=by, **form.cleaned_data)
            _try_to_send(request, envoi, by)
            return redirect("orientations:detail", orientation.pk)
        except RefuseParLaMatrice as refus:
            form.add_error(None, str(refus))
        except ValidationError as error:
            add_errors(form, error)
    return _show(request, orientation, by, {"service": form}, status=422)


def _envoyer(envoi: Envoi, form: None, by: Acteur) -> str:
    actions.send_envoi(envoi=envoi, by=by)
    return "C'est parti."


def _annuler(envoi: Envoi, form: None, by: Acteur) -> str:
    actions.cancel_envoi(envoi=envoi, by=by)
    return "Cette orientation est annulée ; son lien est fermé."


def _completer(envoi: Envoi, form: ComplementForm, by: Acteur) -> str:
    actions.complete_envoi(envoi=envoi, by=by, **form.cleaned_data)
    return "Votre précision est partie, avec un nouveau lien."


def _conclure(envoi: Envoi, form: ResultatForm, by: Acteur) -> str:
    actions.record_resultat(envoi=envoi, by=by, **form.cleaned_data)
    return "Le résultat est noté ; le lien du service est fermé."


GESTES: dict[str, tuple[type | None, Callable[..., str]]] = {
    "envoyer": (None, _envoyer),
    "annuler": (None, _annuler),
    "completer": (ComplementForm, _completer),
    "resultat": (ResultatForm, _conclure),
}


@require_POST
@acces(Permission.ORIENTER)
def geste(request: HttpRequest, envoi_id: uuid.UUID, geste: str) -> HttpResponse:
    by = acteur_of(request)
    envoi = get_object_or_404(visible_envois(by).select_related("orientation__matrice", "partenaire"), pk=envoi_id)
    if geste not in GESTES:
        raise Http404
    form_class, do = GESTES[geste]
    form = form_class(request.POST, prefix=str(envoi.pk)) if form_class else None
    if form is not None and not form.is_valid():
        return _show(request, envoi.orientation, by, {envoi.pk: form}, status=422)
    try:
        messages.success(request, do(envoi, form, by))
    except (Refus, ValidationError) as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        if form is None:
            messages.warning(request, said)
        else:
            form.add_error(None, said)
            return _show(request, envoi.orientation, by, {envoi.pk: form}, status=422)
    return redirect("orientations:detail", envoi.orientation_id)


@require_GET
@acces(Permission.ORIENTER)
def bilan(request: HttpRequest) -> HttpResponse:
    return render(request, "orientations/bilan.html", {"cartes": report_cards(acteur_of(request))})


def _situation_of(request: HttpRequest, by: Acteur) -> Situation | None:
    given = request.GET.get("situation", "")
    if not given:
        return None
    try:
        return get_object_or_404(visible_situations(by), pk=uuid.UUID(given))
    except ValueError:
        raise Http404 from None


def _partners(by: Acteur):  # type: ignore[no-untyped-def]
    return visible_partenaires(by).filter(est_actif=True).order_by("nom")

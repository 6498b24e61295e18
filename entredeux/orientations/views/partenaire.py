"""What a service sees, without an account nor JavaScript: a code, then two taps."""

from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from entredeux.cadre.access import ouvert
from entredeux.cadre.debit import is_too_much
from entredeux.cadre.textes import read_texte
from entredeux.orientations import actions
from entredeux.orientations.actions.reponses import PorteFermee, record_refused_link, service_of
from entredeux.orientations.enums import EtatEnvoi, Nature, RaisonRefus
from entredeux.orientations.etats import EN_ATTENTE
from entredeux.orientations.forms.public import CodeForm, RendezVousForm, ReponseForm
from entredeux.orientations.liens import ENVOI, PRESENCE
from entredeux.orientations.models import Envoi, PresenceConjointe
from entredeux.orientations.queries.partage import find_partage
from entredeux.socle.liens import LienRefuse

OUVERTURES, CODES = 60, 6  # an hour, for one address
DUREE_OUVERTURE = 3600


@never_cache
@require_http_methods(["GET", "POST"])
@ouvert("le service orienté répond par un lien signé et un code, sans compte")
def partenaire(request: HttpRequest, jeton: str) -> HttpResponse:
    if is_too_much(request, "orientations.lien", OUVERTURES):
        return _closed(request, "Trop d'essais", "Attendez une heure, puis ouvrez de nouveau le lien.", 429)
    try:
        envoi = _open(jeton)
    except PorteFermee as porte:
        return _closed(request, porte.titre, str(porte), 410)
    except LienRefuse as refus:
        return _closed(request, "Ce lien ne s'ouvre pas", str(refus), 404)
    if not _is_proved(request.session, envoi):
        return _ask_for_code(request, envoi, jeton)
    if request.method == "POST":
        return _answer(request, envoi, jeton)
    return _show(request, envoi)


def _open(jeton: str) -> Envoi:
    try:
        lien = ENVOI.read(jeton)
    except LienRefuse:
        record_refused_link()
        raise
    return actions.open_lien(lien=lien)


def _closed(request: HttpRequest, titre: str, phrase: str, status: int) -> HttpResponse:
    return render(request, "orientations/public/ferme.html", {"titre": titre, "phrase": phrase}, status=status)


def _is_proved(session: SessionBase, envoi: Envoi) -> bool:
    """This browser gave the right code, for this turn of the link, within the hour."""
    tour, instant = session.get(f"orientations.{envoi.pk.hex}", (0, 0))
    return tour == envoi.tour and timezone.now().timestamp() - instant < DUREE_OUVERTURE


def _ask_for_code(request: HttpRequest, envoi: Envoi, jeton: str) -> HttpResponse:
    context: dict[str, object] = {
        "envoi": envoi,
        "form": CodeForm(),
        "demande": envoi.code_index != "" or bool(envoi.code_le),
    }
    if request.method != "POST":
        return render(request, "orientations/public/code.html", context)
    try:
        if "recevoir" in request.POST:
            if is_too_much(request, "orientations.code", CODES):
                raise ValidationError("Trop de codes demandés. Attendez une heure ; le lien reste bon.")
            actions.ask_code(envoi=envoi)
            context["demande"] = True
            context["parti"] = True
            return render(request, "orientations/public/code.html", context)
        actions.try_code(envoi=envoi, code=request.POST.get("code", ""))
    except ValidationError as error:
        form = CodeForm(request.POST)
        form.is_valid()
        form.errors.clear()
        form.add_error(None, error)
        return render(request, "orientations/public/code.html", context | {"form": form}, status=422)
    request.session[f"orientations.{envoi.pk.hex}"] = (envoi.tour, timezone.now().timestamp())
    return redirect("orientations:partenaire", jeton)


def _show(request: HttpRequest, envoi: Envoi, erreur: str = "") -> HttpResponse:
    partage = find_partage(envoi)
    by = service_of(envoi)
    orientation = envoi.orientation
    context = {
        "envoi": envoi,
        "partage": partage,
        "est_question": orientation.nature == Nature.QUESTION,
        "besoin": orientation.get_besoin_display() if partage.besoin else "",
        "precisions": read_texte(orientation, "precisions", by=by) if partage.besoin else "",
        "complement": read_texte(envoi, "complement", by=by) if partage.besoin else "",
        "contact": _contact(envoi) if partage.contact else "",
        "attend": envoi.etat in EN_ATTENTE,
        "raisons": RaisonRefus.choices,
        "rdv": RendezVousForm() if envoi.etat == EtatEnvoi.ACCEPTEE else None,
        "erreur": erreur,
    }
    return render(request, "orientations/public/demande.html", context, status=422 if erreur else 200)


def _contact(envoi: Envoi) -> str:
    by = service_of(envoi)
    source = envoi.orientation.partie or envoi.orientation
    return read_texte(source, "contact", by=by)


def _answer(request: HttpRequest, envoi: Envoi, jeton: str) -> HttpResponse:
    try:
        if "jour" in request.POST:
            rdv = RendezVousForm(request.POST)
            if not rdv.is_valid():
                raise ValidationError("Ce jour n'est pas compris. Écrivez-le par exemple 15/03/2027.")
            actions.give_rendez_vous(envoi=envoi, jour=rdv.cleaned_data["jour"])
        else:
            form = ReponseForm(request.POST)
            if not form.is_valid():
                raise ValidationError("Cette réponse n'est pas comprise : choisissez un des boutons.")
            answered = actions.answer_envoi(envoi=envoi, **form.cleaned_data)
            if answered.etat in (EtatEnvoi.REFUSEE, EtatEnvoi.REPONDUE):
                return _closed(
                    request, "Merci, c'est transmis", "L'équipe de médiation a votre réponse. Ce lien est fermé.", 200
                )
    except ValidationError as error:
        return _show(request, envoi, " ".join(error.messages))
    return redirect("orientations:partenaire", jeton)


@never_cache
@require_http_methods(["GET", "POST"])
@ouvert("le partenaire confirme une présence commune par un lien signé ; personne n'y est nommé")
def presence_confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        presence = PresenceConjointe.objects.select_related("structure", "partenaire", "lieu").get(
            pk=PRESENCE.read(jeton).cible
        )
    except PresenceConjointe.DoesNotExist:
        return _closed(request, "Ce lien ne mène plus à rien", "Cette présence n'est plus dans le journal.", 410)
    except LienRefuse as refus:
        return _closed(request, "Ce lien ne s'ouvre pas", str(refus), 404)
    if request.method == "POST":
        presence = actions.confirm_presence_conjointe(presence=presence)
    return render(request, "orientations/public/presence.html", {"presence": presence})

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import acces, ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.debit import is_too_much
from entredeux.cadre.permissions import Permission
from entredeux.reseau.actions import abonnements as actions
from entredeux.reseau.envois_abonnements import USAGE, describe_lettre, subject_of
from entredeux.reseau.forms.abonnements import AbonnementForm, LettreForm
from entredeux.reseau.liens import read_lien
from entredeux.reseau.models import Abonnement
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.queries.lettre import compose_lettre
from entredeux.socle.liens import LienRefuse
from entredeux.ui.erreurs import add_errors

JOURS = 30
LIMITE = 30  # requests in an hour from one network


@ouvert("s'abonner à la lettre d'un thème ou d'une région")
@require_http_methods(["GET", "POST"])
def abonner(request: HttpRequest) -> HttpResponse:
    """The answer is the same whether the address was known or not."""
    form = AbonnementForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and is_too_much(request, "abonnement", LIMITE):
        form.add_error(
            None, "Beaucoup de demandes viennent de votre réseau. Votre saisie est gardée : attendez une heure."
        )
    if form.is_valid():
        try:
            actions.subscribe(**form.cleaned_data, by=Acteur.public())
            return render(request, "reseau/abonnements/demande.html")
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "reseau/abonnements/abonner.html", {"form": form}, status=422 if form.errors else 200)


@ouvert("lien signé reçu par courriel")
@require_http_methods(["GET", "POST"])
def confirmer(request: HttpRequest, jeton: str) -> HttpResponse:
    """A button, because mail programs open links by themselves."""
    try:
        abonnement = get_object_or_404(Abonnement, pk=read_lien(USAGE, jeton))
    except LienRefuse as refus:
        return render(request, "reseau/abonnements/lien_refuse.html", {"raison": str(refus)}, status=403)
    if request.method == "POST":
        actions.confirm_abonnement(abonnement=abonnement, by=Acteur.public())
    context = {"abonnement": abonnement, "sujet": subject_of(abonnement)}
    return render(request, "reseau/abonnements/confirmer.html", context)


# One-click (RFC 8058): the mail program posts by itself, with neither cookie nor token; the signed link is the proof.
@csrf_exempt
@ouvert("lien signé reçu par courriel ; arrêt en un clic, RFC 8058")
@require_http_methods(["GET", "POST"])
def arreter(request: HttpRequest, jeton: str) -> HttpResponse:
    try:
        abonnement = Abonnement.objects.filter(pk=read_lien(USAGE, jeton)).first()
    except LienRefuse as refus:
        return render(request, "reseau/abonnements/lien_refuse.html", {"raison": str(refus)}, status=403)
    if abonnement is not None and request.method == "POST":
        actions.unsubscribe(abonnement=abonnement, by=Acteur.public())
        abonnement = None
    return render(request, "reseau/abonnements/arreter.html", {"abonnement": abonnement})


@acces(Permission.REDIGER_RESEAU)
@require_GET
def lettre(request: HttpRequest) -> HttpResponse:
    """The digest as it would leave now, to copy into a newsletter."""
    form = LettreForm(request.GET)
    form.is_valid()
    theme, region = form.cleaned_data.get("theme") or "", form.cleaned_data.get("region")
    depuis = timezone.now() - timedelta(days=form.cleaned_data.get("jours") or JOURS)
    found = compose_lettre(theme=theme, region=region.pk if region else "", depuis=depuis)
    sujet = label_themes([theme])[0][1] if theme else str(region or "tout le réseau")
    context = {"form": form, "sujet_lettre": sujet} | describe_lettre(found)
    return render(request, "reseau/abonnements/lettre.html", context)

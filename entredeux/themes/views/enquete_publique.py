"""What someone who answers a survey meets: a code, lines to tick, thanks. No account, no cookie that says who."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import ouvert
from entredeux.cadre.debit import is_too_much
from entredeux.socle.codes import is_well_typed, read_code
from entredeux.themes.actions import record_reponse
from entredeux.themes.forms import CodeEnqueteForm, ReponseForm
from entredeux.themes.models import PublicEnquete
from entredeux.themes.presenters_enquete import public_label
from entredeux.themes.questionnaires import LONGUEUR_CODE, read_questionnaire
from entredeux.ui.erreurs import add_errors

ESSAIS = 30  # wrong codes an hour, for one address; right ones are counted nowhere
INCONNU = "Ce code n'ouvre aucune enquête. Vérifiez les dix signes de la feuille."
TROP = "Trop de codes essayés depuis cette connexion. Attendez une heure ; le bon code reste bon."


@never_cache
@require_http_methods(["GET", "POST"])
@ouvert("on entre dans une enquête anonyme par son code, sans compte")
def entrer(request: HttpRequest) -> HttpResponse:
    form = CodeEnqueteForm(request.POST or None)
    if form.is_valid():
        public = find_public(form.cleaned_data["code"])
        if public:
            return redirect("enquete_repondre", public.acces)
        form.add_error("code", TROP if is_too_much(request, "themes.enquete", ESSAIS) else INCONNU)
    return render(request, "themes/enquetes/entrer.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@ouvert("on répond à une enquête anonyme, sans compte ; rien n'est gardé de qui répond ni de quand")
def repondre(request: HttpRequest, acces: str) -> HttpResponse:
    public = find_public(acces)
    if public is None:
        too_much = is_too_much(request, "themes.enquete", ESSAIS)
        return _shut(request, "Cette enquête ne s'ouvre pas", TROP if too_much else INCONNU, 429 if too_much else 404)
    vague, today = public.vague, timezone.localdate()
    if vague.is_over_on(today):
        return _shut(request, "Cette enquête est close", "Elle ne prend plus de réponse. Merci d'être passé.", 410)
    if not vague.is_open_on(today):
        back = f"Revenez à partir du {vague.ouverte_le:%d/%m/%Y}."
        return _shut(request, "Cette enquête n'est pas ouverte", back, 403)
    enquete = read_questionnaire(vague)
    form = ReponseForm(request.POST if request.method == "POST" else None, enquete=enquete, public=public.code)
    if form.is_valid():
        try:
            record_reponse(public=public, reponses=form.cleaned_data)
            return redirect("enquete_merci")
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "vague": vague, "enquete": enquete, "libelle": public_label(enquete, public.code)}
    return render(request, "themes/enquetes/repondre.html", context, status=422 if form.errors else 200)


@require_GET
@ouvert("remercie qui a répondu ; la même page pour chaque personne")
def merci(request: HttpRequest) -> HttpResponse:
    return _shut(request, "Merci", "Votre réponse est ajoutée aux autres. Rien ne dit qu'elle vient de vous.", 200)


def find_public(typed: str) -> PublicEnquete | None:
    """A code mistyped is seen before any search."""
    code = read_code(typed)
    if not is_well_typed(code, LONGUEUR_CODE):
        return None
    return PublicEnquete.objects.select_related("vague").filter(acces=code).first()


def _shut(request: HttpRequest, titre: str, phrase: str, status: int) -> HttpResponse:
    return render(request, "themes/enquetes/dit.html", {"titre": titre, "phrase": phrase}, status=status)

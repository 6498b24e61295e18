"""How one comes to a sheet: by the signed link of a mail, or by an account and the workshop's id."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from entredeux.cadre.access import ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import can_facilitate, can_read_feuille, can_write_feuille
from entredeux.reseau.courriels_ateliers import RAPPORTEUR
from entredeux.reseau.liens import read_lien
from entredeux.reseau.models import Evenement, Feuille, Rapporteur, Sequence
from entredeux.reseau.queries.ateliers import feuille_of
from entredeux.socle.erreurs import Refus
from entredeux.socle.identifiants import parse_uuid
from entredeux.socle.liens import LienRefuse
from entredeux.ui.erreurs import add_errors


@dataclass(frozen=True)
class Porte:
    """Who stands before which sheet. `cle` is what the addresses of this sheet carry, for this person."""

    cle: str
    by: Acteur
    lien: Rapporteur | None
    sequence: Sequence
    feuille: Feuille | None

    @property
    def evenement(self) -> Evenement:
        return self.sequence.evenement

    @property
    def peut_ecrire(self) -> bool:
        return can_write_feuille(self.by, self.sequence, self.lien)

    @property
    def peut_animer(self) -> bool:
        return can_facilitate(self.by, self.evenement)

    @property
    def qui(self) -> dict[str, Any]:
        """What every action of the sheet takes."""
        return {"by": self.by, "lien": self.lien}

    def url(self, nom: str, **kwargs: Any) -> str:
        return reverse(nom, kwargs={"cle_feuille": self.cle, **kwargs})


def acteur_or_public(request: HttpRequest) -> Acteur:
    acteur = getattr(request, "acteur", None)
    return acteur if isinstance(acteur, Acteur) else Acteur.public()


def porte(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Marks a page of a sheet: the view receives a Porte. A draft exists for nobody else (404); a link that is
    forged, cut, too old or withdrawn says so."""

    @wraps(view)
    @never_cache
    def enter(request: HttpRequest, cle_feuille: str, **kwargs: Any) -> HttpResponseBase:
        identifiant = parse_uuid(cle_feuille)
        if identifiant is not None and not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        try:
            found = _find_by_account(request, cle_feuille) if identifiant else _find_by_link(request, cle_feuille)
        except LienRefuse as refus:
            return render(request, "reseau/ateliers/lien_refuse.html", {"raison": str(refus)}, status=403)
        try:
            return view(request, found, **kwargs)
        except Refus as refus:
            if request.method != "POST":
                raise
            messages.error(request, str(refus))
            return redirect(found.url("feuille"))

    return ouvert("la feuille d'un atelier, par le lien signé de son rapporteur ou par un compte qui en a le droit")(
        enter
    )


def show_refusal(form: BaseForm, error: ValidationError | Refus) -> None:
    """The form comes back filled, with the reason on top or beside its field: nothing typed is lost."""
    if isinstance(error, Refus):
        form.add_error(None, str(error))
    else:
        add_errors(form, error)


def _find_by_account(request: HttpRequest, cle: str) -> Porte:
    by = acteur_or_public(request)
    sequence = get_object_or_404(Sequence.objects.select_related("evenement"), uid=cle)
    if not can_read_feuille(by, sequence):
        raise Http404
    return Porte(str(sequence.uid), by, None, sequence, feuille_of(sequence))


def _find_by_link(request: HttpRequest, cle: str) -> Porte:
    identifiant = read_lien(RAPPORTEUR, cle)
    lien = Rapporteur.objects.select_related("sequence__evenement").filter(pk=identifiant).first()
    if lien is None or lien.retire_le is not None or not lien.courriel:  # forgotten: six months after the event
        raise LienRefuse(
            "Ce lien n'ouvre plus de feuille : le rôle de rapporteur a été retiré ou confié à quelqu'un d'autre. Ce "
            "que vous aviez noté est gardé. En cas de doute, écrivez à l'organisation de l'événement."
        )
    return Porte(cle, acteur_or_public(request), lien, lien.sequence, feuille_of(lien.sequence))

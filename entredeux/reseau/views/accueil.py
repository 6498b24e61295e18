"""The check-in list of a day, on the phone of whoever welcomes: with a network or without, with scripts or without."""

import hashlib
import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import check_can_welcome
from entredeux.reseau.actions.accueil import ANNULATION, REFUSE, SUR_PLACE, Geste, record_pointages
from entredeux.reseau.forms.accueil import RessaisieForm, SurPlaceForm, read_bouton, read_gestes
from entredeux.reseau.liens import read_lien
from entredeux.reseau.models import LienAccueil, Sequence
from entredeux.reseau.presence import seance_of
from entredeux.reseau.queries.accueil import Liste, Personne, ateliers_of, find_full, load_liste, load_noms
from entredeux.reseau.views.accueil_json import answer_of, list_of, state_of
from entredeux.reseau.views.porte import (
    Porte,
    find_evenement,
    forget_lien,
    keep_lien,
    open_porte,
    open_porte_to_send,
)
from entredeux.socle.erreurs import Refus
from entredeux.socle.identifiants import parse_uuid

USAGE = "accueil"
MONTREES = 60
LIGNES_LIBRES = 6
OUVERT = "la porte d'un événement : le compte, ou le lien signé du jour, est vérifié dans la page (views/porte.py)"
STATIQUES = (
    *("ui/tokens.css", "ui/base.css", "ui/composants.css", "ui/impression.css", "ui/lanterne.svg"),
    *("ui/js/compteur.js", "reseau/accueil/accueil.css", "reseau/accueil/accueil.js", "reseau/accueil/file.js"),
    *("reseau/accueil/coffre.js", "reseau/accueil/dessin.js"),
)


@ouvert(OUVERT)
@require_GET
def liste(request: HttpRequest, journee: str) -> HttpResponse:
    porte = open_porte(request, journee)
    names = load_noms(load_liste(porte.evenement, porte.jour), by=porte.by)
    return _private(render(request, "reseau/accueil/liste.html", _context(request, porte, names)))


def _context(request: HttpRequest, porte: Porte, names: Liste) -> dict[str, Any]:
    sequence = names.atelier(parse_uuid(request.GET.get("atelier")))
    text = request.GET.get("q", "")[:80]
    found = names.search(text)
    if sequence and not text:
        found = [each for each in found if each.is_expected(sequence) or each.arrivee(sequence)]
    done = names.personne(parse_uuid(request.GET.get("fait")))
    return {
        "porte": porte,
        "liste": names,
        "ateliers": names.ateliers,
        "atelier": sequence,
        "q": text,
        "trouvees": [_row(each, sequence) for each in found[:MONTREES]],
        "reste": max(len(found) - MONTREES, 0),
        "fait": _row(done, sequence) if done else None,
        "comptes": names.comptes(),
        "compte": names.compte(sequence),
        "form": SurPlaceForm(ateliers=names.ateliers, initial={"atelier": sequence.uid if sequence else ""}),
        "identifiant": uuid.uuid4(),
        "donnees": list_of(request, porte, names),
    }


def _row(person: Personne, sequence: Sequence | None) -> dict[str, Any]:
    """`geste` is the value of the row's only button: a tap under a new id, or the undoing of the one that stands."""
    tap = person.arrivee(sequence)
    value = f"{ANNULATION}:{person.pk}:{tap.pk}" if tap else f"arrivee:{person.pk}:{uuid.uuid4()}"
    return {"personne": person, "pointage": tap, "geste": value, "attendue": person.is_expected(sequence)}


@ouvert("un lien signé, pour qui accueille le jour même")
@require_GET
def enter(request: HttpRequest, journee: str, jeton: str) -> HttpResponse:
    """The link is kept in the session: it appears in no later address."""
    lien = get_object_or_404(LienAccueil.objects.select_related("evenement"), pk=read_lien(USAGE, jeton))
    evenement = find_evenement(journee)
    try:
        check_can_welcome(Acteur.public(), evenement, lien)
    except Refus:
        raise Refus(
            "Ce lien ne sert que le jour de l'événement, et peut être retiré avant. Demandez-en un autre à "
            "l'organisation ; les présences déjà notées sont gardées."
        ) from None
    keep_lien(request, lien)
    return redirect("accueil_du_jour", journee)


@ouvert(OUVERT)
@require_POST
def tap(request: HttpRequest, journee: str) -> HttpResponse:
    """One button of the page without script."""
    porte = open_porte_to_send(request, journee)
    geste = read_bouton(request.POST.get("geste", ""))
    if geste is None:
        messages.error(request, "Ce bouton n'a pas été compris : rien n'a changé. Rechargez la liste.")
        return redirect(_back(request, porte))
    sequence = load_liste(porte.evenement, porte.jour).atelier(parse_uuid(request.POST.get("atelier")))
    answers = record_pointages(
        evenement=porte.evenement,
        jour=porte.jour,
        gestes=_undoings(porte, geste, sequence) if geste.genre == ANNULATION else [_in(geste, sequence)],
        by=porte.by,
        lien=porte.lien,
    )
    for answer in answers:
        if answer.message:
            (messages.error if answer.etat == REFUSE else messages.warning)(request, answer.message)
    return redirect(_back(request, porte, fait=geste.inscription))


def _in(geste: Geste, sequence: Sequence | None) -> Geste:
    return Geste(
        id=geste.id, genre=geste.genre, inscription=geste.inscription, atelier=sequence.uid if sequence else None
    )


def _undoings(porte: Porte, geste: Geste, sequence: Sequence | None) -> list[Geste]:
    """Every tap that says this person is here, whichever phone made it; in a workshop, that workshop's only."""
    person = load_liste(porte.evenement, porte.jour).personne(geste.inscription)
    taps = person.arrivees if person else []
    return [
        Geste(id=uuid.uuid5(tap.pk, ANNULATION), genre=ANNULATION, inscription=geste.inscription, annule=tap.pk)
        for tap in taps
        if sequence is None or tap.sequence_id == sequence.pk
    ] or [geste]


def _back(request: HttpRequest, porte: Porte, fait: uuid.UUID | None = None) -> str:
    """The list, at the same workshop and day. What was typed to search is over."""
    given = {"atelier": parse_uuid(request.POST.get("atelier")), "jour": _jour(porte), "fait": fait}
    query = "&".join(f"{name}={value}" for name, value in given.items() if value)
    return reverse("accueil_du_jour", args=[porte.evenement.slug]) + (f"?{query}" if query else "")


def _jour(porte: Porte) -> str:
    return porte.jour.isoformat() if porte.evenement.date_fin and not porte.lien else ""


@ouvert(OUVERT)
@require_POST
def welcome(request: HttpRequest, journee: str) -> HttpResponse:
    """Someone who is not on the list. One too many: said first, then accepted if whoever welcomes says so."""
    porte = open_porte(request, journee)
    names = load_liste(porte.evenement, porte.jour)
    form = SurPlaceForm(request.POST, ateliers=names.ateliers)
    if form.is_valid():
        sequence = names.atelier(parse_uuid(form.cleaned_data.get("atelier")))
        full = "" if form.cleaned_data["malgre"] else find_full(porte.evenement, sequence)
        if not full:
            return _add(request, porte, form, sequence)
        form.warn(full)
    context = {
        "porte": porte,
        "form": form,
        "identifiant": parse_uuid(request.POST.get("identifiant")) or uuid.uuid4(),
    }
    return _private(render(request, "reseau/accueil/sur_place.html", context, status=422))


def _add(request: HttpRequest, porte: Porte, form: SurPlaceForm, sequence: Sequence | None) -> HttpResponse:
    [answer] = record_pointages(
        evenement=porte.evenement,
        jour=porte.jour,
        gestes=[
            Geste(
                id=parse_uuid(request.POST.get("identifiant")) or uuid.uuid4(),
                genre=SUR_PLACE,
                nom=form.cleaned_data["nom"],
                courriel=form.cleaned_data["courriel"],
                atelier=sequence.uid if sequence else None,
            )
        ],
        by=porte.by,
        lien=porte.lien,
    )
    if answer.message:
        (messages.error if answer.etat == REFUSE else messages.warning)(request, answer.message)
    return redirect(_back(request, porte, fait=answer.inscription))


# --- for the page's script


@ouvert(OUVERT)
@require_GET
def download(request: HttpRequest, journee: str) -> HttpResponse:
    """The whole list, names included: one reading in the journal."""
    porte = open_porte(request, journee)
    names = load_noms(load_liste(porte.evenement, porte.jour), by=porte.by)
    return _private(JsonResponse(list_of(request, porte, names)))


@ouvert(OUVERT)
@require_POST
def receive(request: HttpRequest, journee: str) -> HttpResponse:
    """Taps, as many as wait; none at all asks how things stand. Each is answered, then the state, without names."""
    porte = open_porte_to_send(request, journee)
    gestes = read_gestes(request.body) if request.content_type == "application/json" else None
    if gestes is None:
        return _private(JsonResponse({"erreur": "Cet envoi n'a pas été compris."}, status=400))
    answers = record_pointages(evenement=porte.evenement, jour=porte.jour, gestes=gestes, by=porte.by, lien=porte.lien)
    state = state_of(request, porte, load_liste(porte.evenement, porte.jour))
    return _private(JsonResponse(state | {"reponses": [answer_of(each) for each in answers]}))


@ouvert(OUVERT)
@require_GET
def offline(request: HttpRequest, journee: str) -> HttpResponse:
    """The same page without a name nor a token: what the phone keeps to open it without network."""
    porte = open_porte(request, journee)
    sequences = ateliers_of(porte.evenement)
    context = {"porte": porte, "ateliers": sequences, "form": SurPlaceForm(ateliers=sequences)}
    return _private(render(request, "reseau/accueil/hors_ligne.html", context))


@ouvert(OUVERT)
@require_GET
def service_worker(request: HttpRequest, journee: str) -> HttpResponse:
    """Its scope is this event's folder. What it keeps changes name with its content, hence a new version."""
    porte = open_porte(request, journee)
    files = [staticfiles_storage.url(name) for name in STATIQUES]
    folder = reverse("accueil_du_jour", args=[journee])
    context = {
        "dossier": folder,
        "fichiers": [*files, *(_plain(name) for name in STATIQUES if name.endswith(".js"))],
        "prefixe": f"entredeux-accueil-{porte.evenement.pk}-",
        "version": hashlib.sha256("".join(files).encode()).hexdigest()[:12],
    }
    answer = render(request, "reseau/accueil/service.js", context, content_type="text/javascript; charset=utf-8")
    answer["Service-Worker-Allowed"] = folder
    patch_cache_control(answer, no_cache=True, private=True)
    return answer


def _plain(name: str) -> str:
    """Modules import one another by their plain names."""
    return f"{settings.STATIC_URL}{name}"


# --- on paper


@ouvert(OUVERT)
@require_GET
def paper(request: HttpRequest, journee: str) -> HttpResponse:
    porte = open_porte(request, journee)
    names = load_noms(load_liste(porte.evenement, porte.jour), by=porte.by)
    context = {"porte": porte, "liste": names, "lignes_libres": range(LIGNES_LIBRES * 2)}
    return _private(render(request, "reseau/accueil/papier.html", context))


@ouvert(OUVERT)
@require_http_methods(["GET", "POST"])
def reenter(request: HttpRequest, journee: str) -> HttpResponse:
    """The sheet, in its printed order, with boxes to tick."""
    porte = open_porte(request, journee)
    form = RessaisieForm(request.POST or None, initial={"lot": uuid.uuid4()})
    if request.method == "POST" and form.is_valid():
        return _reenter(request, porte, form)
    names = load_noms(load_liste(porte.evenement, porte.jour), by=porte.by)
    context = {"porte": porte, "liste": names, "form": form, "lignes_libres": range(LIGNES_LIBRES)}
    return _private(render(request, "reseau/accueil/ressaisie.html", context, status=422 if form.errors else 200))


def _reenter(request: HttpRequest, porte: Porte, form: RessaisieForm) -> HttpResponse:
    ajouts = list(zip(request.POST.getlist("nom"), request.POST.getlist("courriel"), strict=False))
    gestes = form.gestes(
        request.POST.getlist("case"), ajouts[:LIGNES_LIBRES], seance_of(porte.evenement, porte.jour)[0]
    )
    answers = record_pointages(evenement=porte.evenement, jour=porte.jour, gestes=gestes, by=porte.by, lien=porte.lien)
    written = sum(answer.etat != REFUSE for answer in answers)
    messages.success(request, f"{written} présence{'s' if written > 1 else ''} reprise{'s' if written > 1 else ''}.")
    for answer in answers:
        if answer.message:
            messages.warning(request, answer.message)
    return redirect(_back(request, porte))


@ouvert(OUVERT)
@require_POST
def finish(request: HttpRequest, journee: str) -> HttpResponse:
    """This phone welcomes no more: the link leaves the session, the page's script has erased its own copy."""
    evenement = find_evenement(journee)
    forget_lien(request, evenement)
    return render(request, "reseau/accueil/termine.html", {"evenement": evenement})


def _private(answer: HttpResponse) -> HttpResponse:
    """Never kept by a cache of the browser: only our own sealed copy stays on the phone, for the day."""
    patch_cache_control(answer, no_store=True, private=True)
    answer["Referrer-Policy"] = "same-origin"
    return answer

"""What each mail of a registration says: an opening of its own, then the same facts and the same link."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from entredeux.cadre.textes import open_without_journal
from entredeux.reseau.enums import GenreEnvoi, StatutInscription
from entredeux.reseau.invitation import draw_invitation
from entredeux.reseau.liens import adresse_du_lien
from entredeux.reseau.models import EnvoiInscription, Evenement, Inscription
from entredeux.ui.templatetags.ui import heure, jour

USAGE = "inscription"
SUJETS = {
    GenreEnvoi.CONFIRMATION: "Votre inscription",
    GenreEnvoi.ATTENTE: "Vous êtes sur liste d'attente",
    GenreEnvoi.PROMOTION: "Une place s'est libérée pour vous",
    GenreEnvoi.CHANGEMENT: "Votre inscription a changé",
    GenreEnvoi.ANNULATION: "Votre inscription est annulée",
    GenreEnvoi.LIEN: "Le lien de votre inscription",
    GenreEnvoi.RAPPEL_7J: "Dans sept jours",
    GenreEnvoi.RAPPEL_1J: "C'est demain",
    GenreEnvoi.RAPPEL_1H: "C'est dans une heure",
    GenreEnvoi.EVENEMENT_ANNULE: "Événement annulé",
    GenreEnvoi.EVENEMENT_DEPLACE: "Le jour, l'heure ou le lieu a changé",
}
AVEC_AGENDA = {
    *(GenreEnvoi.CONFIRMATION, GenreEnvoi.PROMOTION, GenreEnvoi.CHANGEMENT, GenreEnvoi.EVENEMENT_DEPLACE),
    *(GenreEnvoi.RAPPEL_7J, GenreEnvoi.RAPPEL_1J),
}
FUSEAUX = dict(Evenement._meta.get_field("fuseau").choices or [])
RETIRE_DE_L_AGENDA = {GenreEnvoi.ANNULATION, GenreEnvoi.EVENEMENT_ANNULE}


@dataclass(frozen=True)
class Message:
    sujet: str
    contexte: dict[str, Any]
    pieces: list[tuple[str, bytes, str]] = field(default_factory=list)


def compose(envoi: EnvoiInscription) -> Message:
    """As things stand when it leaves. Opens the name, to write it to its owner."""
    inscription, evenement = envoi.inscription, envoi.inscription.evenement
    genre = GenreEnvoi(envoi.genre)
    contexte = describe(inscription) | {"nom": open_without_journal(inscription, "nom"), "genre": genre}
    contexte["ouverture"] = render_to_string(f"reseau/courriels/inscription/{genre}.txt", contexte).strip()
    pieces = []
    annule = genre in RETIRE_DE_L_AGENDA
    if annule or (genre in AVEC_AGENDA and inscription.statut == StatutInscription.CONFIRMEE):
        pieces.append(("inscription.ics", agenda_of(inscription, annule=annule), "text/calendar"))
    return Message(f"{SUJETS[genre]} : {evenement.title}", contexte, pieces)


def describe(inscription: Inscription) -> dict[str, Any]:
    """The facts that the mails and the person's page share. No secret field is opened."""
    evenement = inscription.evenement
    choix = inscription.choix.exclude(statut=StatutInscription.ANNULEE).select_related("sequence")
    return {
        "inscription": inscription,
        "evenement": evenement,
        "quand": quand_of(evenement),
        "ou": ou_of(evenement),
        "visio": evenement.lien_visio if inscription.statut == StatutInscription.CONFIRMEE else "",
        "ateliers": sorted(choix, key=lambda each: (each.sequence.sort_order or 0, each.sequence_id)),
        "lien": adresse_du_lien("reseau_inscription", USAGE, inscription.pk),
    }


def agenda_of(inscription: Inscription, *, annule: bool = False) -> bytes:
    """The words of the calendar file: the workshops kept, and the link to change or cancel."""
    facts = describe(inscription)
    return draw_invitation(
        inscription.evenement,
        numero=inscription.version,
        description=render_to_string("reseau/courriels/inscription/agenda.txt", facts).strip(),
        lien=facts["lien"],
        lieu=facts["visio"] or facts["ou"],
        annule=annule,
    )


def quand_of(evenement: Evenement) -> str:
    """« jeudi 3 décembre 2026, de 9 h à 16 h 30 », as on the poster."""
    day = jour(evenement.date_debut)
    if evenement.date_fin and evenement.date_fin != evenement.date_debut:
        day = f"du {day} au {jour(evenement.date_fin)}"
    hours = ""
    if evenement.heure_debut and evenement.heure_fin:
        hours = f", de {heure(evenement.heure_debut)} à {heure(evenement.heure_fin)}"
    elif evenement.heure_debut:
        hours = f", à {heure(evenement.heure_debut)}"
    zone = (
        ""
        if evenement.fuseau == settings.TIME_ZONE
        else f", heure de {FUSEAUX.get(evenement.fuseau, evenement.fuseau)}"
    )
    return f"{day}{hours}{zone}"


def ou_of(evenement: Evenement) -> str:
    if evenement.adresse and evenement.lieu and evenement.lieu not in evenement.adresse:
        return f"{evenement.adresse}, {evenement.lieu}"
    return evenement.adresse or evenement.lieu

"""What is typed at the door, and what a phone sends."""

import json
import uuid
from collections.abc import Sequence as Suite
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from entredeux.reseau.actions.accueil import ANNULATION, ARRIVEE, SUR_PLACE, Geste
from entredeux.reseau.models import Sequence
from entredeux.reseau.saisie_inscription import NOM
from entredeux.socle.identifiants import parse_uuid

MAX_GESTES = 500
COURRIEL = 254


class SurPlaceForm(forms.Form):
    """Someone who is not on the list. `malgre` appears once the seats are taken."""

    nom = forms.CharField(
        label="Prénom et nom",
        max_length=NOM,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Indiquez le prénom et le nom : ils figureront sur l'attestation."},
    )
    courriel = forms.EmailField(
        label="Adresse électronique",
        required=False,
        max_length=COURRIEL,
        help_text="Pour recevoir l'attestation. Elle est effacée avec l'inscription.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": "Cette adresse n'est pas complète. Exemple : prenom.nom@association.fr"},
    )
    atelier = forms.ChoiceField(label="Atelier", required=False)
    malgre = forms.BooleanField(label="Accueillir quand même", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, ateliers: Suite[Sequence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["atelier"] = forms.ChoiceField(
            label="Atelier", required=False, choices=[("", "Aucun"), *((str(each.uid), str(each)) for each in ateliers)]
        )
        if not ateliers:
            del self.fields["atelier"]

    def warn(self, reason: str) -> None:
        """Shows the reason, and the box that accepts it."""
        self.fields["malgre"] = forms.BooleanField(label="Accueillir quand même", required=False)
        self.add_error("malgre", f"{reason} Cochez pour accueillir cette personne quand même.")


def read_gestes(body: bytes) -> list[Geste] | None:
    """The taps of a phone's sending; None when it is not one. A tap that says nonsense is left to the action."""
    try:
        sent = json.loads(body)
        rows = sent["gestes"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(rows, list) or len(rows) > MAX_GESTES:
        return None
    gestes = [_read_geste(row) for row in rows]
    return None if None in gestes else [geste for geste in gestes if geste]


def _read_geste(row: Any) -> Geste | None:
    if not isinstance(row, dict):
        return None
    identifiant = parse_uuid(_text(row, "id"))
    if identifiant is None:
        return None
    return Geste(
        id=identifiant,
        genre=_text(row, "genre"),
        inscription=parse_uuid(_text(row, "inscription")),
        atelier=parse_uuid(_text(row, "atelier")),
        annule=parse_uuid(_text(row, "annule")),
        instant=_instant(_text(row, "instant")),
        nom=_text(row, "nom"),
        courriel=_text(row, "courriel")[:COURRIEL],
    )


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value[:1000] if isinstance(value, str) else ""


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    if found is None:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def read_bouton(value: str) -> Geste | None:
    """« arrivee:<inscription>:<id of the tap> », as the buttons of the page without script say it."""
    genre, _, rest = value.partition(":")
    first, _, second = rest.partition(":")
    inscription, identifiant = parse_uuid(first), parse_uuid(second)
    if genre not in (ARRIVEE, ANNULATION) or inscription is None or identifiant is None:
        return None
    if genre == ANNULATION:
        return Geste(id=uuid.uuid5(identifiant, ANNULATION), genre=genre, inscription=inscription, annule=identifiant)
    return Geste(id=identifiant, genre=genre, inscription=inscription)


class RessaisieForm(forms.Form):
    """The printed list typed back: one box per person and per workshop, a few lines for those who were added."""

    lot = forms.UUIDField(widget=forms.HiddenInput)

    def gestes(self, cases: Suite[str], ajouts: Suite[tuple[str, str]], instant: datetime) -> list[Geste]:
        """Ids drawn from the batch's own: the same sheet sent twice is the same taps. Paper says no hour: `instant`."""
        lot: uuid.UUID = self.cleaned_data["lot"]
        found = []
        for case in cases:
            inscription, _, atelier = case.partition(":")
            pk = parse_uuid(inscription)
            if pk:
                found.append(
                    Geste(
                        id=uuid.uuid5(lot, case),
                        genre=ARRIVEE,
                        inscription=pk,
                        atelier=parse_uuid(atelier),
                        instant=instant,
                    )
                )
        for rank, (nom, courriel) in enumerate(ajouts):
            if nom.strip():
                found.append(
                    Geste(
                        id=uuid.uuid5(lot, f"{rank}|{nom.strip()}"),
                        genre=SUR_PLACE,
                        nom=nom,
                        courriel=courriel.strip()[:COURRIEL],
                        instant=instant,
                    )
                )
        return found

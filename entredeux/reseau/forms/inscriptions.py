"""The registration forms: the least that is asked, said why and until when."""

import math
import uuid
from itertools import groupby
from typing import Any

from django import forms

from entredeux.reseau.enums import GenreContribution
from entredeux.reseau.horaires import creneau_of
from entredeux.reseau.models import Evenement
from entredeux.reseau.queries.inscriptions import AtelierPropose
from entredeux.reseau.saisie_inscription import BESOIN, CONTRIBUTION, NOM, ORGANISME, DemandeInscription
from entredeux.socle.identifiants import parse_uuid
from entredeux.ui.forms import Puces
from entredeux.ui.templatetags.ui import heure, jour


class ChoixAteliers(forms.CheckboxSelectMultiple):
    """Workshops grouped by the hour, each with its room and whether a seat is left."""

    template_name = "reseau/widgets/ateliers.html"


class AteliersField(forms.MultipleChoiceField):
    widget = ChoixAteliers

    def offer(self, evenement: Evenement, ateliers: list[AtelierPropose]) -> None:
        """In the order of the hours; what has none comes last."""
        ordered = sorted(ateliers, key=lambda each: _start(evenement, each))
        by_hour = groupby(ordered, key=lambda each: _hours(evenement, each))
        self.choices = [(hours, [(str(each.sequence.uid), each) for each in group]) for hours, group in by_hour]

    def clean(self, value: Any) -> list[uuid.UUID]:
        """Whether each is offered is the action's to say: the list may have changed since the page was read."""
        return [uid for uid in map(parse_uuid, value or []) if uid]


class SansEspion(forms.Form):
    """Two fields nobody sees: the id that makes two sendings one, and a lure that only a program fills."""

    identifiant = forms.UUIDField(widget=forms.HiddenInput, required=False)
    site_internet = forms.CharField(required=False, max_length=200)

    @property
    def est_un_robot(self) -> bool:
        return bool(self.data.get("site_internet"))


class InscriptionForm(SansEspion):
    nom = forms.CharField(
        label="Prénom et nom",
        max_length=NOM,
        help_text="Pour votre badge et votre attestation.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Indiquez votre prénom et votre nom : ils figureront sur votre badge."},
    )
    courriel = forms.CharField(
        label="Adresse électronique",
        max_length=254,
        help_text="Pour la confirmation, les rappels et le lien qui permet de changer ou d'annuler.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": "Indiquez votre adresse : la confirmation et votre lien y sont envoyés."},
    )
    organisme = forms.CharField(
        label="Structure ou organisme",
        max_length=ORGANISME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    ateliers = AteliersField(label="Ateliers", required=False)
    besoin = forms.CharField(
        label="Ce qu'il vous faut pour participer",
        max_length=BESOIN,
        required=False,
        help_text=(
            "Accès en fauteuil, langue des signes, place au premier rang, régime alimentaire… Lu seulement par les "
            "personnes qui vous accueillent, effacé le lendemain de l'événement."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    genre_contribution = forms.ChoiceField(
        label="Vous apportez",
        choices=GenreContribution.choices,
        required=False,
        initial=GenreContribution.PROBLEME,
        widget=Puces,
    )
    contribution = forms.CharField(
        label="Votre problème ou votre initiative",
        max_length=CONTRIBUTION,
        required=False,
        help_text=(
            "L'organisation le confie à un atelier, qui y répond, en débat ou le laisse ouvert. Aucun nom de personne, "
            "aucune adresse : décrivez la situation."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, evenement: Evenement, ateliers: list[AtelierPropose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, evenement, ateliers)
        self.initial.setdefault("identifiant", uuid.uuid4())

    def demande(self) -> DemandeInscription:
        data = self.cleaned_data
        return DemandeInscription(
            nom=data["nom"],
            courriel=data["courriel"],
            organisme=data["organisme"],
            ateliers=tuple(data.get("ateliers", ())),
            besoin=data["besoin"],
            contribution=data["contribution"],
            genre_contribution=data["genre_contribution"] or GenreContribution.PROBLEME,
            identifiant=data["identifiant"],
        )


class ChangementForm(forms.Form):
    """What the person's link lets them change. The address is who they are: to change it, they register again."""

    nom = InscriptionForm.base_fields["nom"]
    organisme = InscriptionForm.base_fields["organisme"]
    ateliers = AteliersField(label="Ateliers", required=False)
    besoin = InscriptionForm.base_fields["besoin"]

    def __init__(self, *args: Any, evenement: Evenement, ateliers: list[AtelierPropose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, evenement, ateliers)


class ContributionForm(forms.Form):
    genre = forms.ChoiceField(
        label="Vous apportez", choices=GenreContribution.choices, initial=GenreContribution.PROBLEME, widget=Puces
    )
    texte = InscriptionForm.base_fields["contribution"]


def _offer(form: forms.Form, evenement: Evenement, ateliers: list[AtelierPropose]) -> None:
    field = form.fields["ateliers"]
    assert isinstance(field, AteliersField)
    if ateliers:
        field.offer(evenement, ateliers)
    else:
        del form.fields["ateliers"]


def _start(evenement: Evenement, atelier: AtelierPropose) -> tuple[float, float]:
    slot = creneau_of(atelier.sequence, evenement)
    return (slot[0].timestamp(), slot[1].timestamp()) if slot else (math.inf, math.inf)


def _hours(evenement: Evenement, atelier: AtelierPropose) -> str:
    """« De 14 h à 15 h 30 », with the day when the event has several."""
    sequence, slot = atelier.sequence, creneau_of(atelier.sequence, evenement)
    if slot is None:
        return ""
    hours = f"De {heure(sequence.heure_debut)} à {heure(sequence.heure_fin)}" if sequence.heure_fin else ""
    hours = hours or f"À {heure(sequence.heure_debut)}"
    if evenement.dernier_jour == evenement.date_debut:
        return hours
    return f"{jour(slot[0].date()).capitalize()}, {hours[0].lower()}{hours[1:]}"

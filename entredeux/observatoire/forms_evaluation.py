"""Declaring an action: one row a hall, its place in the comparison, the day it began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from entredeux.observatoire.enums import PlaceHall
from entredeux.territoires.models import Lieu

PLACES = [("", "Hors de la comparaison"), *PlaceHall.choices]
JOUR = {"type": "date"}


@dataclass(frozen=True)
class LigneHall:
    lieu: Lieu
    place: BoundField
    debut: BoundField


class ActionForm(forms.Form):
    nom = forms.CharField(
        label="Nom de l'action", max_length=80, help_text="Par exemple « Soirées au pied des tours »."
    )
    debut = forms.DateField(
        label="Début de l'action",
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=JOUR),
        help_text="Vaut pour chaque hall où l'action est menée, sauf date propre à ce hall.",
    )
    equipe_changee = forms.BooleanField(
        label="L'équipe référente a changé pendant la période",
        required=False,
        help_text="Si elle a changé, les passages ne se comparent plus : aucun effet ne sera estimé.",
    )

    def __init__(self, *args: Any, halls: Sequence[Lieu], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.halls = halls
        for lieu in halls:
            self.fields[f"place_{lieu.pk}"] = forms.ChoiceField(
                label=f"{lieu}, place dans la comparaison", choices=PLACES, required=False
            )
            self.fields[f"debut_{lieu.pk}"] = forms.DateField(
                label=f"{lieu}, début s'il diffère",
                required=False,
                widget=forms.DateInput(format="%Y-%m-%d", attrs=JOUR),
            )

    @property
    def lignes(self) -> list[LigneHall]:
        return [LigneHall(lieu, self[f"place_{lieu.pk}"], self[f"debut_{lieu.pk}"]) for lieu in self.halls]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for lieu in self.placed(PlaceHall.ACTION):
            if not (cleaned.get(f"debut_{lieu.pk}") or cleaned.get("debut")) and not self.errors:
                self.add_error("debut", "Donnez le jour où l'action a commencé.")
        return cleaned

    def placed(self, place: PlaceHall) -> list[Lieu]:
        return [lieu for lieu in self.halls if self.cleaned_data.get(f"place_{lieu.pk}") == place]

    def debuts(self) -> dict[Lieu, date]:
        return {
            lieu: self.cleaned_data[f"debut_{lieu.pk}"] or self.cleaned_data["debut"]
            for lieu in self.placed(PlaceHall.ACTION)
        }

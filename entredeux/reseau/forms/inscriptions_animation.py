"""Forms of who facilitates: a reason, an address, a list, a workshop for each contribution."""

from typing import Any

from django import forms

from entredeux.reseau.models import Contribution, Sequence
from entredeux.reseau.queries.inscriptions_animation import LigneContribution


class AnnulationForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi",
        max_length=240,
        help_text="Une phrase : elle figure sur la page et dans le courriel.",
        error_messages={"required": "Dites pourquoi en une phrase."},
    )


class CourrielForm(forms.Form):
    courriel = forms.CharField(
        label="Adresse électronique", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class ListeForm(forms.Form):
    fichier = forms.FileField(
        label="Liste (CSV, XLSX ou ODS)",
        help_text="Une colonne « nom », une colonne « courriel », et si vous l'avez « organisme ».",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods,.txt"}),
        error_messages={"required": "Choisissez un fichier."},
    )
    prevenir = forms.BooleanField(
        label="Envoyer la confirmation et son lien à chaque personne", required=False, initial=True
    )


class ConfierForm(forms.Form):
    """One contribution among the page's; `ligne` carries its words, shown again whatever happens."""

    def __init__(self, data: Any = None, *, ligne: LigneContribution, sequences: list[Sequence]) -> None:
        held = next((str(each.uid) for each in sequences if each.pk == ligne.contribution.sequence_id), "")
        super().__init__(data, prefix=ligne.contribution.pk.hex, initial={"atelier": held})
        self.ligne, self._sequences = ligne, {str(each.uid): each for each in sequences}
        self.fields["atelier"] = forms.ChoiceField(
            label="Confier à",
            required=False,
            choices=[("", "Aucun atelier"), *((uid, str(each)) for uid, each in self._sequences.items())],
        )

    @property
    def contribution(self) -> Contribution:
        return self.ligne.contribution

    @property
    def sequence(self) -> Sequence | None:
        return self._sequences.get(self.cleaned_data["atelier"])

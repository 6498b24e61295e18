"""Forms of reports: what to open, a comment, a note. `lue` is the version the author had under their eyes."""

from collections.abc import Sequence

from django import forms

from entredeux.cadre.garde_note.formulaire import AvecGarde, Usage
from entredeux.observatoire.models_rapports import TEXTE_MAX
from entredeux.observatoire.rapports.periodes import GenreRapport, PeriodeRapport

AIDE_TEXTE = "Ce texte circule : ni nom, ni adresse, ni rien qui fasse reconnaître quelqu'un."


class PeriodeForm(forms.Form):
    """The period, kept in the address. A wrong one comes back shown, with what is possible."""

    periode = forms.CharField(label="Période", required=False, max_length=9, widget=forms.Select)

    def __init__(self, *args: object, periodes: Sequence[PeriodeRapport], choisie: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.choisie = choisie
        groups = {
            genre.label: [(p.code, p.libelle[0].upper() + p.libelle[1:]) for p in periodes if p.genre == genre]
            for genre in GenreRapport
        }
        self.fields["periode"].widget.choices = [(title, listed) for title, listed in groups.items() if listed]  # type: ignore[attr-defined]


class CommentaireForm(AvecGarde, forms.Form):
    gardes = {"texte": Usage.NOTE}  # a second person decides before it circulates

    texte = forms.CharField(
        label="Votre commentaire",
        required=False,
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=AIDE_TEXTE,
    )
    lue = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class NoteForm(AvecGarde, forms.Form):
    gardes = {"texte": Usage.NOTE}

    texte = forms.CharField(
        label="Note sur le quartier",
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=f"Une autre personne la relit avant tout rapport. {AIDE_TEXTE}",
    )
    lue = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

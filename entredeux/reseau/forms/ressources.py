"""Forms of the resources' own pages; the text of a page itself is written at the desk."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre.access import TOUTES_LES_REGIONS, regions_written_by
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.bibliographie import FORMATS
from entredeux.reseau.enums import GenreRessource, ReponseUsage, StatutRessource
from entredeux.reseau.lecture import FichierIllisible, decode_texte
from entredeux.reseau.models.vocabulaires import choose_themes
from entredeux.reseau.queries.ressources import Filtre, regions_of, years_of
from entredeux.territoires.models import Region
from entredeux.ui.forms import Puces

TOUT = ("", "Tout")
LISIBLES = [choice for choice in StatutRessource.choices if choice[0] != StatutRessource.BROUILLON]
FICHIER_AU_PLUS = 2_000_000


class FiltreForm(forms.Form):
    """Filters of the index, kept in the address. Only years and regions that have something are offered."""

    q = forms.CharField(label="Mots", max_length=100, required=False)
    genre = forms.ChoiceField(label="Genre", choices=[TOUT, *GenreRessource.choices], required=False)
    theme = forms.ChoiceField(label="Thème", required=False)
    region = forms.ChoiceField(label="Région", required=False)
    annee = forms.TypedChoiceField(label="Année", coerce=int, empty_value=None, required=False)
    statut = forms.ChoiceField(label="Statut", choices=[TOUT, *LISIBLES], required=False)

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filtre_%s", **kwargs})
        self._choose("theme", choose_themes())
        self._choose("region", regions_of(by))
        self._choose("annee", [(str(year), str(year)) for year in years_of(by)])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [TOUT, *choices]

    def filtre(self) -> Filtre:
        """What is asked and makes sense; an unknown value filters nothing."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return Filtre(texte=asked.pop("q", ""), **asked)


def regions_to_write(by: Acteur) -> list[tuple[str, str]]:
    """The regions this person writes for; the whole network comes first for who facilitates it."""
    held = {TOUTES_LES_REGIONS} if by.compte is None else regions_written_by(by.compte)
    rows = Region.objects.all() if TOUTES_LES_REGIONS in held else Region.objects.filter(pk__in=held)
    named = [(region.pk, region.nom) for region in rows]
    return [("", "Tout le réseau"), *named] if TOUTES_LES_REGIONS in held else named


class NouvelleForm(forms.Form):
    genre = forms.ChoiceField(label="Genre", choices=GenreRessource.choices, widget=Puces)
    titre = forms.CharField(label="Titre", max_length=200)
    region = forms.ChoiceField(label="Région", required=False)

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ChoiceField)
        region.choices = regions_to_write(by)


class ImportForm(forms.Form):
    """A file or a text pasted; the text stays in the page, so that a fault is corrected where it is."""

    fichier = forms.FileField(
        label="Fichier BibTeX ou RIS", required=False, help_text="En UTF-8, 2 Mo au plus : .bib, .ris"
    )
    texte = forms.CharField(
        label="Ou collez les références", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 14})
    )
    format = forms.ChoiceField(
        label="Format", choices=[("", "Le reconnaître"), *((name, name.upper()) for name in FORMATS)], required=False
    )
    region = forms.ChoiceField(label="Région", required=False)

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region = self.fields["region"]
        assert isinstance(region, forms.ChoiceField)
        region.choices = regions_to_write(by)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["texte"] = read_text(self, cleaned.get("fichier"), cleaned.get("texte") or "")
        return cleaned


def read_text(form: forms.Form, fichier: Any, texte: str, limite: int = FICHIER_AU_PLUS) -> str:
    """The text of the file given, else the one pasted. Each fault is an error of its field."""
    content = fichier.read(limite + 1) if fichier else texte.encode("utf-8", "replace")
    if not content.strip():
        form.add_error("fichier", "Choisissez un fichier, ou collez un texte.")
        return ""
    try:
        return decode_texte(content, limite=limite)
    except FichierIllisible as error:
        told = [f"Ligne {fault.ligne} : {fault.raison}." for fault in error.fautes]
        form.add_error("fichier" if fichier else "texte", told)
        return ""


class RelireForm(forms.Form):
    """A legal note is reread with the day before which someone checks it again."""

    a_verifier_le = forms.DateField(
        label="À vérifier avant le", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_a_verifier_le(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["a_verifier_le"]
        if day and not timezone.localdate() < day <= timezone.localdate() + datetime.timedelta(days=1100):
            raise ValidationError("Donnez un jour à venir, dans les trois ans.")
        return day


class ARevoirForm(forms.Form):
    motif = forms.CharField(label="Pourquoi", max_length=240)


class UsageMailForm(forms.Form):
    """For who has no account: an address, for one question."""

    courriel = forms.EmailField(label="Votre adresse électronique", max_length=160)
    accord = forms.BooleanField(label="J'accepte qu'on me demande, une seule fois dans deux mois, si elle a servi")


class ReponseForm(forms.Form):
    reponse = forms.ChoiceField(label="L'avez-vous utilisée ?", choices=ReponseUsage.choices, widget=Puces)
    note = forms.CharField(
        label="Un mot pour qui l'a écrite",
        help_text="Ce qui a marché, ce que vous avez changé. Ne nommez personne.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

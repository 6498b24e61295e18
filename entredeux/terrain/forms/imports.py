"""The import's forms: a file, then its mapping as lists to choose from, one group per field of an act."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.boundfield import BoundField

from entredeux.socle.lecture import limites
from entredeux.terrain.imports.champs import CIBLES, Cible
from entredeux.terrain.imports.correspondance import Champ, Correspondance
from entredeux.terrain.imports.nomenclature import Nomenclature
from entredeux.terrain.models import CorrespondanceImport
from entredeux.ui.forms import ChoixParmiLesSiens

VALEURS_MONTREES = 200
SANS = [("", "—")]


class FichierForm(forms.Form):
    fichier = forms.FileField(
        label="Journal à importer",
        help_text="CSV, TSV, XLSX ou ODS, 60 Mo au plus. Rien n'est écrit avant votre confirmation.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.tab,.txt,.xlsx,.ods,.xls,.gz"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Le fichier est vide : rien n'a été importé. Vérifiez l'export, puis recommencez.",
        },
    )

    def clean_fichier(self) -> UploadedFile:
        file = self.cleaned_data["fichier"]
        if file.size > limites.OCTETS:
            raise ValidationError("Ce fichier dépasse 60 Mo. Coupez-le par année, puis importez chaque morceau.")
        return file


class GarderForm(forms.Form):
    nom = forms.CharField(
        label="Nom de la correspondance",
        max_length=80,
        help_text="Par exemple le nom du logiciel : elle servira au prochain export.",
    )


class ReprendreForm(forms.Form):
    correspondance = ChoixParmiLesSiens(
        CorrespondanceImport.objects.none(), label="Correspondance gardée", empty_label=None
    )

    def __init__(self, *args: Any, choix: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["correspondance"].offer(choix)


@dataclass(frozen=True)
class Groupe:
    """One field of an act, as the page draws it."""

    cible: Cible
    champ: Champ
    lignes: list[BoundField]
    valeurs: list[BoundField]

    @property
    def est_en_vue(self) -> bool:
        """What must be said, or is said, or was refused; the rest waits folded."""
        lines = [*self.lignes, *self.valeurs]
        return self.cible.est_obligatoire or not self.champ.est_muet or any(line.errors for line in lines)


class CorrespondanceForm(forms.Form):
    ligne_entete = forms.IntegerField(label="Ligne d'en-tête", min_value=1, max_value=10_000)
    precision_date = forms.ChoiceField(
        label="Précision des dates", choices=[("jour", "Au jour"), ("mois", "Au mois : le jour n'est pas connu")]
    )
    ordre_date = forms.ChoiceField(
        label="Ordre des dates", choices=[("jma", "Jour, mois, année"), ("mja", "Mois, jour, année")]
    )
    nuit = forms.ChoiceField(
        label="Une heure de fin de nuit",
        choices=[("telle_quelle", "La date écrite est déjà le jour de service"), ("veille", "Compte pour la veille")],
    )
    unite_duree = forms.ChoiceField(
        label="Durée sans unité", choices=[("minutes", "En minutes"), ("heures", "En heures")]
    )
    coordonnees = forms.ChoiceField(
        label="Coordonnées", choices=[("wgs84", "Degrés (WGS 84)"), ("lambert93", "Mètres (Lambert-93)")]
    )
    coordonnees_inversees = forms.BooleanField(label="Latitude et longitude sont inversées", required=False)
    source = forms.CharField(
        label="Source",
        max_length=30,
        required=False,
        help_text="À remplir si deux logiciels numérotent leurs fiches à partir de 1.",
    )

    def __init__(
        self, data: Any = None, *, colonnes: list[str], mapping: Correspondance, nomenclature: Nomenclature
    ) -> None:
        self.mapping, self.colonnes, self.nomenclature = mapping, colonnes, nomenclature
        super().__init__(data, initial=mapping.model_dump(exclude={"champs"}))
        for cible in CIBLES:
            self._add_fields(cible, mapping.champ(cible.code))

    def _add_fields(self, cible: Cible, champ: Champ) -> None:
        columns = [*SANS, *((str(rank), name) for rank, name in enumerate(self.colonnes))]
        chosen = str(self.colonnes.index(champ.colonne)) if champ.colonne in self.colonnes else ""
        self.fields[f"colonne_{cible.code}"] = forms.ChoiceField(
            label=f"{cible.libelle} : colonne", choices=columns, initial=chosen, required=False
        )
        if not cible.vocabulaire:
            return
        codes = [*SANS, *self.nomenclature.libelles[cible.vocabulaire].items()]
        self.fields[f"constante_{cible.code}"] = forms.ChoiceField(
            label=f"{cible.libelle} : partout, ou si vide",
            choices=codes,
            initial=self._code(cible, champ.constante),
            required=False,
        )
        for number, (said, code) in enumerate(self._words(champ)):
            self.fields[f"valeur_{cible.code}_{number}"] = forms.ChoiceField(
                label=f"« {said[:120]} »", choices=codes, initial=self._code(cible, code), required=False
            )
        if champ.colonne:
            self.fields[f"sinon_{cible.code}"] = forms.ChoiceField(
                label=f"{cible.libelle} : tout autre mot",
                choices=[("", "Refuser la ligne"), *codes[1:]],
                initial=self._code(cible, champ.sinon),
                required=False,
            )

    @staticmethod
    def _words(champ: Champ) -> list[tuple[str, str]]:
        return list(champ.valeurs.items())[:VALEURS_MONTREES]

    def _code(self, cible: Cible, said: str) -> str:
        return self.nomenclature.find(cible.vocabulaire, said) if said else ""

    @property
    def options(self) -> list[BoundField]:
        return [self[name] for name in self.base_fields]

    @property
    def groupes(self) -> list[Groupe]:
        groups = []
        for cible in CIBLES:
            names = [f"{kind}_{cible.code}" for kind in ("colonne", "constante", "sinon")]
            words = [name for name in self.fields if name.startswith(f"valeur_{cible.code}_")]
            groups.append(
                Groupe(
                    cible,
                    self.mapping.champ(cible.code),
                    [self[name] for name in names if name in self.fields],
                    [self[name] for name in words],
                )
            )
        return groups

    def to_mapping(self) -> Correspondance:
        """The choices made. A column changed leaves its former table of values behind."""
        said = self.cleaned_data
        champs = {}
        for cible in CIBLES:
            before = self.mapping.champ(cible.code)
            column = said.get(f"colonne_{cible.code}", "")
            name = self.colonnes[int(column)] if column else ""
            champ = Champ(
                colonne=name,
                constante=said.get(f"constante_{cible.code}", "") if cible.vocabulaire else before.constante,
                sinon=said.get(f"sinon_{cible.code}", "") if name else "",
                valeurs=self._table(cible, before) if name == before.colonne else {},
            )
            if not champ.est_muet:
                champs[cible.code] = champ
        options = {name: said[name] for name in self.base_fields}

        return self.mapping.model_copy(update=options | {"champs": champs, "non_importees": {}})

    def _table(self, cible: Cible, before: Champ) -> dict[str, str]:
        if not cible.vocabulaire:
            return before.valeurs
        chosen = {
            word: self.cleaned_data.get(f"valeur_{cible.code}_{number}", "")
            for number, (word, _) in enumerate(self._words(before))
        }
        return before.valeurs | chosen

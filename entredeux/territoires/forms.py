"""The form of a place, and a field by search that works with and without JavaScript.

Without JavaScript: what was typed comes back with the possible answers as radio buttons. With it, htmx asks
for the same answers as one types. A text that designates several territories is always asked, never picked.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.territoires.enums import Generation, GenreZone, OrigineZone
from entredeux.territoires.fichier_points import parse_coordinate
from entredeux.territoires.models import Commune, ContratVille, Lieu, Qpv
from entredeux.territoires.presenters import GENRES, Option, present_option, search_options
from entredeux.territoires.queries import find_communes
from entredeux.territoires.saisie import TYPES_LIEUX
from entredeux.themes.queries import choices

PERSONNE = Acteur(None, None, "", frozenset())  # reference territories need no right
POCHE_LONGUEUR = 40


@dataclass(frozen=True)
class Saisie:
    """What the browser sends: the text, the radio chosen, and the text for which the radios were shown."""

    texte: str
    code: str
    pour: str

    @property
    def choisi(self) -> str:
        """The radio counts only if the text has not changed since it was shown."""
        return self.code if self.texte == self.pour else ""


class Recherche(forms.Widget):
    template_name = "territoires/widgets/recherche.html"

    def __init__(self, genre: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.genre = genre
        self.options: list[Option] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Saisie:
        parts = (data.get(f"{name}_texte", ""), data.get(name, ""), data.get(f"{name}_pour", ""))
        # PostgreSQL refuses a NUL in a text.
        return Saisie(*(" ".join(str(part).replace("\0", " ").split())[:200] for part in parts))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}_texte" not in data and name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        saisie = value if isinstance(value, Saisie) else self._initial(value)
        context["widget"] |= {"texte": saisie.texte, "genre": self.genre}
        return context | {"champ": name, "options": self.options, "choisi": saisie.choisi, "pour": saisie.texte}

    def _initial(self, code: str | None) -> Saisie:
        row = MODELES[self.genre].filter(pk=code).first() if code else None
        if row is None:
            return Saisie("", "", "")
        self.options = [present_option(row)]
        return Saisie(str(row), row.pk, str(row))


class ChampRecherche(forms.Field):
    """The code of one territory, "" when nothing was typed. Refuses a text that does not designate just one."""

    def __init__(self, genre: str, **options: Any) -> None:
        self.genre = genre
        super().__init__(widget=Recherche(genre), required=False, **options)

    def clean(self, value: Any) -> str:
        saisie = value if isinstance(value, Saisie) else Saisie("", "", "")
        if not saisie.texte:
            return ""
        rows = MODELES[self.genre]
        chosen = rows.filter(pk=saisie.choisi).first() if saisie.choisi else None
        found = [chosen] if chosen else self._find(saisie.texte)
        self.widget.options = [present_option(row) for row in found]
        if len(found) == 1:
            return str(found[0].pk)
        if not found:
            self.widget.options, _ = search_options(PERSONNE, self.genre, saisie.texte)
        raise ValidationError(self._ask(saisie.texte, bool(found)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not isinstance(data, Saisie) or (data.choisi or data.texte) != (initial or "")

    def _find(self, texte: str) -> list[Any]:
        if self.genre == "commune":
            return find_communes(texte)[:40]
        return list(MODELES[self.genre].filter(pk=texte.upper()))

    def _ask(self, texte: str, est_partage: bool) -> str:
        if est_partage:
            return f"«\u00a0{texte}\u00a0» désigne plusieurs territoires\u00a0: choisissez le bon ci-dessous."
        if self.widget.options:
            return f"Choisissez ci-dessous celui que désigne «\u00a0{texte}\u00a0»."
        return f"Rien ne correspond à «\u00a0{texte}\u00a0». Vérifiez l'orthographe, ou donnez le code."


MODELES: dict[str, Any] = {
    "commune": Commune.objects.select_related("departement"),
    "qpv": Qpv.objects.filter(generation=Generation.QPV_2024),
    "qpv_2015": Qpv.objects.filter(generation=Generation.QPV_2015),
    "contrat_ville": ContratVille.objects.all(),
}


class ChampCoordonnee(forms.CharField):
    """A decimal number of degrees, with a point or a comma; None when empty."""

    def clean(self, value: Any) -> float | None:  # type: ignore[override]
        text = super().clean(value)
        if not text.strip():
            return None
        degrees = parse_coordinate(text)
        if degrees != degrees:
            raise ValidationError("Donnez un nombre de degrés, par exemple 50,4348.")
        return degrees


class LieuForm(forms.Form):
    nom = forms.CharField(label="Nom du lieu", max_length=120, help_text="Par exemple «\u00a0Hall Van Gogh\u00a0».")
    type_lieu = forms.ChoiceField(label="Type de lieu")
    precision = forms.CharField(
        label="Précision", max_length=60, required=False, help_text="Par exemple «\u00a0entrée B\u00a0»."
    )
    residence = forms.CharField(label="Résidence", max_length=80, required=False)
    adresse = forms.CharField(
        label="Adresse", max_length=120, required=False, help_text="Rue et numéro. Jamais de numéro d'appartement."
    )
    commune = ChampRecherche(
        "commune", label="Commune", help_text="Nom, code postal ou code INSEE. Inutile si le point la donne."
    )
    lat = ChampCoordonnee(
        label="Latitude du point", required=False, help_text="En degrés, par exemple 50,4348. Facultatif."
    )
    lon = ChampCoordonnee(
        label="Longitude du point", required=False, help_text="En degrés, par exemple 2,8430. Facultatif."
    )
    qpv_2024 = ChampRecherche(
        "qpv",
        label="Quartier prioritaire 2024",
        help_text="Seulement si le lieu n'a pas de point\u00a0: sinon, il le donne.",
    )
    qpv_2015 = ChampRecherche(
        "qpv_2015", label="Quartier prioritaire 2015", help_text="Laissez vide si vous ne le savez pas."
    )
    contrat_ville = ChampRecherche(
        "contrat_ville", label="Contrat de ville 2014-2023", help_text="Laissez vide si vous ne le savez pas."
    )
    poche = forms.CharField(
        label="Poche de pauvreté",
        max_length=POCHE_LONGUEUR,
        required=False,
        help_text="Le nom que lui donne votre contrat.",
    )
    depuis = forms.DateField(
        label="À ce point depuis",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text="Si le lieu a déménagé. Vide\u00a0: aujourd'hui.",
    )
    est_correction = forms.BooleanField(
        label="L'ancien point était faux", required=False, help_text="Les zones d'avant seront corrigées aussi."
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, lieu: Lieu | None = None) -> None:
        self.lieu = lieu
        super().__init__(data, initial=initial_of(lieu) if lieu else None)
        current = [(lieu.type_lieu, lieu.type_lieu)] if lieu else []
        known = choices(TYPES_LIEUX, timezone.localdate())
        self.fields["type_lieu"].choices = [("", "Choisissez"), *(known or current)]  # type: ignore[attr-defined]
        if lieu is None or lieu.lon is None:
            del self.fields["depuis"], self.fields["est_correction"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_new = data.get("qpv_2024") and data["qpv_2024"] != self.initial.get("qpv_2024")
        if is_new and data.get("lon") is not None:
            sentence = "Le point du lieu donne son quartier\u00a0: laissez ce champ vide, ou ôtez le point."
            self.add_error("qpv_2024", sentence)
        return data

    def champs(self) -> dict[str, Any]:
        """Fields of the place, as the actions take them."""
        names = ("nom", "type_lieu", "precision", "residence", "adresse", "lon", "lat")
        commune = Commune.objects.filter(pk=self.cleaned_data["commune"]).first()
        return {name: self.cleaned_data[name] for name in names} | {"commune": commune}

    def zones(self) -> dict[GenreZone, str]:
        """The declarations that change: what was already said needs no saying again."""
        declarables = [genre for genre in GenreZone if genre != GenreZone.COMMUNE]
        said = {genre: self.cleaned_data[genre.value] for genre in declarables}
        return {genre: code for genre, code in said.items() if code != (self.initial.get(genre.value) or "")}

    def add_errors(self, errors: ValidationError) -> None:
        """What an action refused, beside the fields it names."""
        by_field = errors.message_dict if hasattr(errors, "error_dict") else {"__all__": errors.messages}
        for name, messages in by_field.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


def initial_of(lieu: Lieu) -> dict[str, Any]:
    declared = lieu.zones.filter(valide_au__isnull=True, origine=OrigineZone.DECLAREE).exclude(genre=GenreZone.COMMUNE)
    names = ("nom", "type_lieu", "precision", "residence", "adresse", "version")
    return (
        {name: getattr(lieu, name) for name in names}
        | {name: _degrees(getattr(lieu, name)) for name in ("lon", "lat")}
        | {"commune": lieu.commune_id}
        | {zone.genre: zone.code for zone in declared}
    )


class FiltreLieuxForm(forms.Form):
    q = forms.CharField(
        label="Nom, résidence ou adresse", required=False, max_length=120, widget=forms.TextInput({"type": "search"})
    )
    type_lieu = forms.ChoiceField(label="Type de lieu", required=False)
    archives = forms.BooleanField(label="Lieux archivés", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = choices(TYPES_LIEUX, timezone.localdate())
        self.fields["type_lieu"].choices = [("", "Tous"), *known]  # type: ignore[attr-defined]


class RechercheForm(forms.Form):
    genre = forms.ChoiceField(label="Chercher", choices=[*GENRES.items()])
    q = forms.CharField(label="Nom ou code", max_length=120, widget=forms.TextInput({"type": "search"}))


def _degrees(value: float | None) -> str:
    return "" if value is None else str(value).replace(".", ",")

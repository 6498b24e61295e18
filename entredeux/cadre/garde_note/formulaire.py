"""Reading again before it is kept: a form that shows, once, what in a text may designate somebody.

    class QuestionForm(AvecGarde, forms.Form):
        gardes = {"texte": Usage.PUBLICATION}

The page draws the field, then `{% include "cadre/garde_note.html" with relecture=form.relectures.texte %}`. The first
sending comes back with the text kept and a box before each proposal; the second does what the person decided.
Nothing is written nor logged on the way. In a note everything may stay; a publication keeps no name, phone, e-mail,
plate or door.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from entredeux.cadre.garde_note.moteur import Alerte, find_alertes
from entredeux.cadre.garde_note.reecriture import rewrite
from entredeux.cadre.garde_note.regles import load_regles

CITES = 3  # extracts named in an error, at most


class Usage(StrEnum):
    NOTE = "note"  # warns, never blocks
    PUBLICATION = "publication"  # what designates a person must go; the rest warns


@dataclass(frozen=True)
class Ligne:
    """One proposal; the same extract given twice is one line."""

    alerte: Alerte
    libelle: str
    conseil: str
    est_a_retirer: bool
    est_cochee: bool

    @property
    def cle(self) -> str:
        return key_of(self.alerte)


@dataclass(frozen=True)
class Relecture:
    """What the page draws under the field. `vues`: what this person has now been shown."""

    nom: str
    lignes: list[Ligne]
    vues: list[str]

    @property
    def a_retirer(self) -> list[Ligne]:
        return [ligne for ligne in self.lignes if ligne.est_a_retirer]

    @property
    def raisons(self) -> list[str]:
        return list(dict.fromkeys(ligne.alerte.pourquoi for ligne in self.lignes))


def key_of(alerte: Alerte) -> str:
    return f"{alerte.label}:{alerte.extrait}"


def must_go(alerte: Alerte, usage: Usage) -> bool:
    return usage == Usage.PUBLICATION and load_regles()["etiquettes"][alerte.label]["publication"] == "retirer"


class AvecGarde:
    """Put before `forms.Form` or `forms.ModelForm`; the cleaned text is the one the person decided on."""

    gardes: ClassVar[Mapping[str, Usage]] = {}
    data: Any
    files: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.relectures: dict[str, Relecture] = {}

    def clean(self) -> dict[str, Any]:
        super().clean()  # type: ignore[misc]
        cleaned: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]
        for champ, usage in self.gardes.items():
            if cleaned.get(champ):
                self._read_again(champ, usage, cleaned)
        return cleaned

    def _read_again(self, champ: str, usage: Usage, cleaned: dict[str, Any]) -> None:
        nom = self.add_prefix(champ)  # type: ignore[attr-defined]
        seen, chosen = self._sent(f"{nom}-vu"), self._sent(f"{nom}-remplacer")
        texte = cleaned[champ]
        texte = rewrite(texte, [alerte for alerte in find_alertes(texte) if key_of(alerte) in chosen])
        left = find_alertes(texte)
        cleaned[champ] = texte
        if any(must_go(alerte, usage) or key_of(alerte) not in seen for alerte in left):
            self._show(champ, usage, texte, left, seen)

    def _sent(self, nom: str) -> set[str]:
        sent = forms.MultipleHiddenInput().value_from_datadict(self.data, self.files, nom)
        return set(sent or ())

    def _show(self, champ: str, usage: Usage, texte: str, left: list[Alerte], seen: set[str]) -> None:
        """The text as it stands goes back into the field, with its proposals."""
        nom = self.add_prefix(champ)  # type: ignore[attr-defined]
        self.data = self.data.copy()
        self.data[nom] = texte
        lignes = list({key_of(alerte): present(alerte, usage) for alerte in left}.values())
        vues = sorted(seen | {ligne.cle for ligne in lignes})
        self.relectures[champ] = Relecture(nom, lignes, vues)
        self.add_error(champ, ValidationError(say(self.relectures[champ]), code="garde_note"))  # type: ignore[attr-defined]


def present(alerte: Alerte, usage: Usage) -> Ligne:
    """What must go is ticked; so is a proposal that reads well. One that leaves « […] » waits for the person."""
    etiquette = load_regles()["etiquettes"][alerte.label]
    goes = must_go(alerte, usage)
    ticked = goes or etiquette["publication"] == "retirer"
    return Ligne(alerte, etiquette["libelle"], etiquette["conseil"], goes, ticked)


def say(relecture: Relecture) -> str:
    if relecture.a_retirer:
        cited = ", ".join(f"«\u00a0{ligne.alerte.extrait}\u00a0»" for ligne in relecture.a_retirer[:CITES])
        more = len(relecture.a_retirer) - CITES
        rest = f" et {more} de plus" if more > 0 else ""
        return f"À retirer avant de publier : {cited}{rest}. Votre texte est gardé ; voyez les propositions plus bas."
    count = len(relecture.lignes)
    passages = "un passage désigne" if count == 1 else f"{count} passages désignent"
    return f"À relire : {passages} peut-être quelqu'un. Votre texte est gardé ; voyez les propositions plus bas."

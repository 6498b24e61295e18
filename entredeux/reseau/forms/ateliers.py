"""The forms of a workshop's sheet: one item, a paper sheet, an amendment, a commitment's follow-up."""

import uuid
from typing import Any, cast

from django import forms
from django.core import signing
from django.forms.formsets import BaseFormSet
from django.http import QueryDict

from entredeux.reseau.actions.ateliers.validation import DERNIER_JOUR, PREMIER_JOUR, QUI_MAX, TEXTE_MAX
from entredeux.reseau.enums import EtatEngagement, GenreElement, IssueContribution
from entredeux.reseau.models import Contribution, Sequence
from entredeux.reseau.models.vocabulaires import choose_themes
from entredeux.reseau.saisie_ateliers import CHAMPS, SaisieElement
from entredeux.ui.forms import Interrupteur, Puces, PucesRepliees

# What the sheet asks, and a word of help, for each type.
QUESTIONS = {
    GenreElement.QUESTION: ("Quelle question a été posée ?", "Telle qu'elle a été dite, si possible."),
    GenreElement.CONSTAT: ("Quel constat a été fait ?", "Ce que plusieurs ont vu ou vécu."),
    GenreElement.DEBAT: (
        "Sur quoi n'était-on pas d'accord ?",
        "Gardez les deux positions : un désaccord est un résultat.",
    ),
    GenreElement.PROPOSITION: ("Qu'est-ce qui a été proposé ?", "Une proposition à la fois."),
    GenreElement.OBSTACLE: ("Qu'est-ce qui empêche d'avancer ?", "Un frein, une règle, un manque."),
    GenreElement.CITATION: (
        "Quelle parole faut-il garder ?",
        "Mot pour mot. Sans nom, à moins que la personne l'accepte.",
    ),
    GenreElement.ENGAGEMENT: ("À quoi s'est-on engagé ?", "Quoi, puis qui et pour quand."),
}
ICONES = {
    GenreElement.QUESTION: "info",
    GenreElement.CONSTAT: "lire",
    GenreElement.DEBAT: "relais",
    GenreElement.PROPOSITION: "lampe",
    GenreElement.OBSTACLE: "attention",
    GenreElement.CITATION: "intervention",
    GenreElement.ENGAGEMENT: "mission",
}
SEL = "reseau.element"


def usual_themes(sequence: Sequence) -> list[str]:
    """The workshop's own, then its event's."""
    return list(dict.fromkeys([*sequence.themes, *sequence.evenement.themes]))


def theme_choices(sequence: Sequence) -> list[tuple[str, str]]:
    """The usual ones first, then the others; none is a choice too."""
    known, usual = dict(choose_themes()), usual_themes(sequence)
    order = sorted(known, key=lambda code: usual.index(code) if code in usual else len(usual))
    return [("", "Aucun"), *((code, known[code]) for code in order)]


class ElementForm(forms.Form):
    """One item; its fields follow its type. `lu` holds the item as the page showed it, signed."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)
    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)
    genre = forms.ChoiceField(label="De quoi s'agit-il ?", choices=GenreElement.choices, widget=Puces)
    texte = forms.CharField(
        label="En une phrase ou deux",
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        max_length=TEXTE_MAX,
        error_messages={"required": "Écrivez ce qui a été dit, en une phrase ou deux."},
    )
    a_consenti = forms.BooleanField(label="La personne accepte d'être nommée", required=False, widget=Interrupteur)
    auteur_citation = forms.CharField(
        label="Qui parle",
        required=False,
        max_length=QUI_MAX,
        help_text="Vide si la personne n'a pas donné son accord.",
    )
    qui = forms.CharField(
        label="Qui s'engage",
        max_length=QUI_MAX,
        help_text="Une organisation ou une fonction, pas un nom.",
        error_messages={"required": "Dites qui s'engage : une organisation ou une fonction."},
    )
    echeance = forms.DateField(
        label="Pour quand",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Donnez un jour, par exemple 30/06/2026, ou rien."},
    )
    theme = forms.CharField(required=False, label="Sur quel thème ?")

    def __init__(self, *args: Any, sequence: Sequence, genre: str, choisit_genre: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = theme_choices(sequence)
        self.fields["theme"] = forms.ChoiceField(
            label="Sur quel thème ?",
            choices=choices,
            required=False,
            widget=PucesRepliees(visibles=1 + max(3, len(usual_themes(sequence)))),
        )
        if not choisit_genre:
            self.fields["genre"].widget = forms.HiddenInput()
        for field, owner in (
            ("a_consenti", GenreElement.CITATION),
            ("auteur_citation", GenreElement.CITATION),
            ("qui", GenreElement.ENGAGEMENT),
            ("echeance", GenreElement.ENGAGEMENT),
        ):
            if genre != owner:
                del self.fields[field]

    def clean_echeance(self) -> Any:
        day = self.cleaned_data["echeance"]
        if day and not PREMIER_JOUR <= day <= DERNIER_JOUR:
            raise forms.ValidationError("Vérifiez l'année de cette date.")
        return day

    def saisie(self) -> SaisieElement:
        given = {champ: self.cleaned_data[champ] for champ in CHAMPS if self.cleaned_data.get(champ)}
        return SaisieElement(id=self.cleaned_data.get("id"), **{"genre": "", "texte": "", **given}).cleaned()

    def lu_saisie(self) -> SaisieElement | None:
        """The item as it was shown; None when the page was tampered with."""
        try:
            read = signing.loads(self.cleaned_data["lu"], salt=SEL)
        except signing.BadSignature:
            return None
        return read_saisie(read)


def sign_saisie(saisie: SaisieElement) -> str:
    said = {champ: getattr(saisie, champ) for champ in CHAMPS}
    said["echeance"] = saisie.echeance.isoformat() if saisie.echeance else ""
    return signing.dumps(said, salt=SEL, compress=True)


def read_saisie(said: dict[str, Any]) -> SaisieElement:
    day = forms.DateField(required=False).to_python(said["echeance"])
    return SaisieElement(**(said | {"echeance": day}))


def initial_of(saisie: SaisieElement, version: int) -> dict[str, Any]:
    return {champ: getattr(saisie, champ) for champ in CHAMPS} | {
        "id": saisie.id,
        "version": version,
        "lu": sign_saisie(saisie),
    }


class LigneForm(forms.Form):
    """One line of a paper sheet. An empty line says nothing."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    genre = forms.ChoiceField(label="Type", required=False, choices=[("", "—"), *GenreElement.choices])
    texte = forms.CharField(
        label="Ce qui a été dit", required=False, max_length=TEXTE_MAX, widget=forms.Textarea(attrs={"rows": 2})
    )
    theme = forms.ChoiceField(label="Thème", required=False)
    qui = forms.CharField(label="Qui s'engage", required=False, max_length=QUI_MAX)
    echeance = forms.DateField(
        label="Pour quand", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    auteur_citation = forms.CharField(label="Qui parle", required=False, max_length=QUI_MAX)
    a_consenti = forms.BooleanField(label="Accord pour le nom", required=False)

    def __init__(self, *args: Any, themes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", "—"), *themes[1:]]  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial["id"] = uuid.uuid4()

    @property
    def est_vide(self) -> bool:
        said = ("texte", "qui", "echeance", "auteur_citation", "genre")
        return not any(self.cleaned_data.get(champ) for champ in said)

    def saisie(self) -> SaisieElement:
        given = {champ: self.cleaned_data[champ] for champ in CHAMPS if self.cleaned_data.get(champ)}
        return SaisieElement(id=self.cleaned_data.get("id"), **{"genre": "", "texte": "", **given})


LIGNES, LIGNES_MAX = 8, 60


class BaseLignes(BaseFormSet):
    def more(self) -> "BaseLignes":
        """The same lines, as typed, and eight empty ones below."""
        typed = cast(QueryDict, self.data).copy()
        total = min(self.total_form_count() + LIGNES, LIGNES_MAX)
        for rank in range(self.total_form_count(), total):
            typed[f"{self.prefix}-{rank}-id"] = str(uuid.uuid4())
        typed[f"{self.prefix}-TOTAL_FORMS"] = str(total)
        return type(self)(typed, prefix=self.prefix, form_kwargs=self.form_kwargs)


LigneFormSet = forms.formset_factory(
    LigneForm, formset=BaseLignes, extra=LIGNES, max_num=LIGNES_MAX, absolute_max=LIGNES_MAX
)


class IssuesForm(forms.Form):
    """How each contribution allotted to the workshop ended."""

    def __init__(self, *args: Any, contributions: list[Contribution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for contribution in contributions:
            self.fields[contribution.pk.hex] = forms.ChoiceField(
                label="Comment elle se termine",
                choices=[*IssueContribution.choices, ("", "Pas encore abordée")],
                required=False,
                widget=Puces,
                initial=contribution.issue,
            )

    def issues(self) -> dict[uuid.UUID, str]:
        return {uuid.UUID(name): value for name, value in self.cleaned_data.items()}


class RapporteurForm(forms.Form):
    nom = forms.CharField(label="Nom", max_length=120)
    courriel = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        help_text="Elle reçoit un lien qui ouvre la feuille, sans compte.",
        error_messages={"invalid": "Cette adresse n'est pas complète : attendu, par exemple, nadia@exemple.fr."},
    )


class AmendementForm(forms.Form):
    """Other words for an item, or something forgotten (`genre`)."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    genre = forms.ChoiceField(label="De quoi s'agit-il ?", choices=GenreElement.choices, widget=Puces)
    texte = forms.CharField(
        label="Ce que vous proposez",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=TEXTE_MAX,
        error_messages={"required": "Écrivez votre proposition, en une phrase ou deux."},
    )

    def __init__(self, *args: Any, est_ajout: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not est_ajout:
            del self.fields["genre"]


class SuiviForm(forms.Form):
    """What became of a commitment: kept, dropped with a reason, or put off to another day."""

    REPORTE = "reporte"
    suite = forms.ChoiceField(
        label="Où en est-on ?",
        choices=[
            (EtatEngagement.TENU, "Tenu"),
            (REPORTE, "Reporté à un autre jour"),
            (EtatEngagement.ABANDONNE, "Abandonné"),
        ],
        widget=Puces,
    )
    echeance = forms.DateField(
        label="Nouvelle date, s'il est reporté",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    raison = forms.CharField(
        label="Ce qui s'est passé",
        required=False,
        max_length=240,
        help_text="Public, à côté de l'engagement. Une raison est demandée s'il est abandonné.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("suite") == self.REPORTE and not given.get("echeance") and "echeance" not in self.errors:
            self.add_error("echeance", "Donnez la nouvelle date.")
        return given

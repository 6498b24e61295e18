"""Field forms. Choices come from the vocabularies in force on the day; theme questions from the pack."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from entredeux.cadre.acteur import Acteur, members_with
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission
from entredeux.partenaires.access import visible_partenaires
from entredeux.partenaires.models import StructurePartenaire
from entredeux.socle.images import OCTETS_MAX, TROP_LOURDE
from entredeux.terrain.access import visible_missions
from entredeux.terrain.actions.equipe import CONSIGNE_MAX, RECIT_MAX
from entredeux.terrain.actions.validation import NOTE_MAX
from entredeux.terrain.enums import NatureIncident, SourceAge
from entredeux.terrain.models import Mission
from entredeux.terrain.saisie import SaisieIntervention, SaisiePublic
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.models import Lieu
from entredeux.themes.forms import PREFIXE, add_questions, collect_reponses
from entredeux.themes.queries import choices, packs
from entredeux.ui.forms import (
    ChoixMultipleParmiLesSiens,
    ChoixParmiLesSiens,
    Compteur,
    Puces,
    PucesMultiples,
    PucesRepliees,
)

LIGNES_PUBLICS = 3
SANS_NOM = "Aucun nom, aucun surnom, aucune description. Toute personne peut demander à lire ce qui la concerne."


def colleagues(by: Acteur) -> QuerySet[Compte]:
    """Who may go out with this person: the structure's mediation team, today."""
    assert by.structure is not None
    return members_with(Permission.SAISIR_TERRAIN, by.structure).exclude(pk__in=[by.compte.pk] if by.compte else [])


def known_colleagues(by: Acteur) -> QuerySet[Compte]:
    """Whoever is or was of the structure: a colleague who left is an error on the field, a stranger a 404."""
    return Compte.objects.filter(adhesions__structure=by.structure).distinct()


# What an evening ends with most often, refusal included: shown first, the others one tap away.
ISSUES_USUELLES = (
    "apaisee_sur_place",
    "accord",
    "information_donnee",
    "reorientee",
    "refus_partie",
    "retrait_mediateur",
)


def usual_first(every: list[tuple[str, str]], usual: Sequence[str]) -> list[tuple[str, str]]:
    rank = {code: place for place, code in enumerate(usual)}
    return sorted(every, key=lambda choice: rank.get(choice[0], len(rank)))


class CommencerForm(forms.Form):
    mission = ChoixParmiLesSiens(Mission.objects.none(), label="Mission", widget=Puces, empty_label=None)
    equipe = ChoixMultipleParmiLesSiens(Compte.objects.none(), label="Avec", required=False, widget=PucesMultiples)

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missions: Any = self.fields["mission"]
        missions.offer(visible_missions(by), visible_missions(by).filter(est_active=True))
        team: Any = self.fields["equipe"]
        team.offer(known_colleagues(by), colleagues(by))


class EtatLieuForm(forms.Form):
    """One screen, four questions in chips, no keyboard."""

    occupation = forms.ChoiceField(label="Combien de personnes occupent le lieu ?", widget=Puces)
    nuisances = forms.MultipleChoiceField(label="Ce que vous avez constaté", required=False, widget=PucesMultiples)
    contact = forms.ChoiceField(label="Contact", required=False, widget=Puces)
    etat_depart = forms.ChoiceField(label="En partant", required=False, widget=Puces)

    def __init__(self, *args: Any, jour: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, vocabulary in (
            ("occupation", "occupations"),
            ("nuisances", "nuisances"),
            ("contact", "contacts"),
            ("etat_depart", "etats_depart"),
        ):
            self.fields[name].choices = choices(vocabulary, jour)  # type: ignore[attr-defined]


class InterventionForm(forms.Form):
    """The act. Three lines of publics; the theme's own questions follow when a theme is chosen."""

    motif = forms.ChoiceField(label="De quoi s'agit-il ?", widget=PucesRepliees(visibles=8))
    domaine = forms.ChoiceField(label="Domaine")
    registre = forms.ChoiceField(label="Registre")
    mode_saisine = forms.ChoiceField(label="Qui a demandé, comment", required=False)
    lieu = ChoixParmiLesSiens(Lieu.objects.none(), label="Lieu", required=False, empty_label="Sans lieu précis")
    duree_minutes = forms.IntegerField(label="Durée, en minutes", required=False, min_value=0, widget=Compteur)
    issue = forms.ChoiceField(label="Issue", required=False, widget=PucesRepliees(visibles=6))
    equipe = ChoixMultipleParmiLesSiens(Compte.objects.none(), label="Avec", required=False, widget=PucesMultiples)
    note = forms.CharField(
        label="Un mot utile à l'équipe (facultatif)",
        required=False,
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=SANS_NOM,
    )

    def __init__(self, *args: Any, by: Acteur, jour: date, theme: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.theme, self.jour = theme, jour
        self.pack = packs().get(theme)
        self._fill_choices(by, jour, set(self.pack.motifs) if self.pack else set())
        if self.pack:
            add_questions(self, self.pack, jour)

    def _fill_choices(self, by: Acteur, jour: date, motifs: set[str]) -> None:
        every = choices("motifs", jour)
        fields: dict[str, Any] = self.fields
        fields["motif"].choices = [choice for choice in every if not motifs or choice[0] in motifs]
        fields["domaine"].choices = choices("domaines", jour)
        fields["registre"].choices = choices("registres", jour)
        fields["mode_saisine"].choices = [("", "Non précisé"), *choices("modes_saisine", jour)]
        fields["issue"].choices = usual_first(choices("issues", jour), ISSUES_USUELLES)
        fields["lieu"].offer(visible_lieux(by), visible_lieux(by).filter(est_actif=True))
        fields["equipe"].offer(known_colleagues(by), colleagues(by))

    @property
    def champs_theme(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIXE)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.reponses = collect_reponses(self, self.pack, self.jour) if self.pack else {}
        return cleaned


class PublicForm(forms.Form):
    """A role, an age band, how many. An empty line is no line."""

    role = forms.ChoiceField(label="Rôle", required=False)
    age = forms.ChoiceField(label="Âge", required=False)
    age_source = forms.ChoiceField(label="Vu ou dit", choices=SourceAge.choices, required=False)
    nombre = forms.IntegerField(label="Combien", required=False, min_value=1, max_value=2000, widget=Compteur)

    def __init__(self, *args: Any, jour: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["role"].choices = [("", "—"), *choices("roles_public", jour)]
        fields["age"].choices = [("", "Non communiqué"), *choices("ages", jour)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("nombre") and not cleaned.get("role"):
            raise ValidationError({"role": "Indiquez le rôle de ces personnes."})
        return cleaned

    def saisie(self) -> SaisiePublic | None:
        data = self.cleaned_data
        if not data.get("role"):
            return None
        return SaisiePublic(
            data["role"], data["nombre"] or 1, data["age"] or "non_communique", data["age_source"] or SourceAge.VU
        )


PublicFormSet = forms.formset_factory(PublicForm, extra=LIGNES_PUBLICS, max_num=12, absolute_max=12)


class DysfonctionnementForm(forms.Form):
    categorie = forms.ChoiceField(label="Qu'est-ce qui ne va pas ?", widget=Puces)
    lieu = ChoixParmiLesSiens(Lieu.objects.none(), label="Lieu", empty_label="Choisissez un lieu")
    precision = forms.CharField(
        label="Précision (facultatif)", required=False, max_length=200, help_text="Étage, porte : la chose seulement."
    )
    photo = forms.FileField(
        label="Photo de la chose (facultatif)",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}),
        help_text="Jamais de personne ni de plaque. La photo perd sa position et sa date, puis elle est chiffrée.",
    )
    destinataire = ChoixParmiLesSiens(
        StructurePartenaire.objects.none(), label="Prévenir", required=False, empty_label="Ne prévenir personne"
    )

    def __init__(self, *args: Any, by: Acteur, jour: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["categorie"].choices = choices("dysfonctionnements", jour)
        fields["lieu"].offer(visible_lieux(by), visible_lieux(by).filter(est_actif=True))
        services = visible_partenaires(by)
        fields["destinataire"].offer(services, services.filter(est_actif=True).exclude(courriel=""))

    def clean_photo(self) -> UploadedFile | None:
        """Weighed before it is read: a file of a gigabyte never enters memory."""
        photo: UploadedFile | None = self.cleaned_data["photo"]
        if photo and (photo.size or 0) > OCTETS_MAX:
            raise ValidationError(TROP_LOURDE)
        return photo


class ConsigneForm(forms.Form):
    texte = forms.CharField(
        label="Consigne pour la relève",
        max_length=CONSIGNE_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"Effacée dans 7 jours. {SANS_NOM}",
    )
    mission = ChoixParmiLesSiens(
        Mission.objects.none(), label="Pour la mission", required=False, empty_label="Toute l'équipe"
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missions: Any = self.fields["mission"]
        missions.offer(visible_missions(by), visible_missions(by).filter(est_active=True))


class IncidentForm(forms.Form):
    nature = forms.ChoiceField(label="Que s'est-il passé ?", choices=NatureIncident.choices, widget=Puces)
    recit = forms.CharField(
        label="Racontez",
        max_length=RECIT_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Lu par vous, la coordination et la direction. Chiffré.",
    )
    mission = ChoixParmiLesSiens(
        Mission.objects.none(), label="Pendant la mission", required=False, empty_label="Hors mission"
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missions: Any = self.fields["mission"]
        missions.offer(visible_missions(by))


def saisie_of(
    form: InterventionForm,
    publics: "forms.BaseFormSet[PublicForm]",
    *,
    by: Acteur,
    mission_id: uuid.UUID | None = None,
    presence_id: uuid.UUID | None = None,
    creneau: str = "",
    identifiant: uuid.UUID | None = None,
) -> SaisieIntervention:
    """The act these valid forms say."""
    data = form.cleaned_data
    lieu = data["lieu"]
    team = [*([by.compte] if by.compte else []), *data["equipe"]]
    return SaisieIntervention(
        id=identifiant,
        date_service=form.jour,
        registre=data["registre"],
        domaine=data["domaine"],
        motif=data["motif"],
        mode_saisine=data["mode_saisine"],
        issue=data["issue"],
        duree_minutes=data["duree_minutes"],
        theme=form.theme,
        reponses=form.reponses,
        publics=tuple(public for item in publics if (public := item.saisie())),
        lieu_id=lieu.pk if lieu else None,
        mission_id=mission_id,
        presence_id=presence_id,
        creneau=creneau,
        mediateurs=tuple(compte.pk for compte in team),
        note=data["note"],
    )

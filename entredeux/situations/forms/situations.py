"""What is asked about a situation: roles and codes first, a few sealed words, no name."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from entredeux.cadre.acteur import Acteur, members_with
from entredeux.cadre.garde_note.formulaire import AvecGarde, Usage
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission
from entredeux.situations.actions.engagements import QUOI_MAX
from entredeux.situations.actions.ouverture import NouvellePartie
from entredeux.situations.actions.propos import PROPOS_MAX
from entredeux.situations.enums import Forme, RolePartie, Tenue
from entredeux.situations.etapes import Transition
from entredeux.situations.models import Partie, Situation
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import choices, labels, pack_choices
from entredeux.ui.forms import ChoixMultipleParmiLesSiens, ChoixParmiLesSiens, Puces

SANS_NOM = "Aucun nom. Toute personne peut demander à lire ce qui la concerne."
RESUME_MAX = 500


class Jour(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class OuvertureForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"resume": Usage.NOTE}
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    theme = forms.ChoiceField(label="Thème", widget=Puces)
    motif = forms.ChoiceField(label="Motif", required=False)
    forme = forms.ChoiceField(label="Quand", choices=Forme.choices, initial=Forme.DIFFERE, widget=Puces)
    mode_saisine = forms.ChoiceField(label="Qui l'a demandée, comment", required=False)
    lieux = ChoixMultipleParmiLesSiens(Lieu.objects.none(), label="Lieux", required=False)
    parties = forms.MultipleChoiceField(
        label="Qui prend part",
        choices=RolePartie.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Par rôle. Deux voisines : cochez « Habitante ou habitant », puis ajoutez la seconde ensuite.",
    )
    resume = forms.CharField(
        label="Ce qui est en jeu",
        required=False,
        max_length=RESUME_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=SANS_NOM,
    )
    binome = ChoixParmiLesSiens(Compte.objects.none(), label="En binôme avec", required=False)
    prochaine_date = forms.DateField(
        label="Y revenir le", required=False, widget=Jour(), help_text="Vide : dans quatorze jours."
    )

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        today = timezone.localdate()
        fields["theme"].choices = pack_choices(by.chaine)
        fields["motif"].choices = [("", "Non précisé"), *choices("motifs", today)]
        fields["mode_saisine"].choices = [("", "Non précisé"), *choices("modes_saisine", today)]
        fields["lieux"].offer(visible_lieux(by))
        fields["binome"].offer(team_of(by).exclude(pk=by.compte.pk if by.compte else None))

    def said(self) -> dict[str, Any]:
        """As `open_situation` takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in ("identifiant", "parties")}
        parties = [NouvellePartie(role=role) for role in self.cleaned_data["parties"]]
        return given | {"id": self.cleaned_data["identifiant"], "parties": parties}


def team_of(by: Acteur) -> Any:
    """Who may follow a situation of this structure today."""
    return members_with(Permission.SUIVRE_SITUATION, by.structure) if by.structure else Compte.objects.none()


def offer_team(field: Any, by: Acteur, situation: Situation, *, sans_moi: bool = True) -> None:
    """The team, less whoever declared a link with this situation."""
    recused = situation.recusations.filter(levee_le__isnull=True).values("compte")
    proposed = team_of(by).exclude(pk__in=recused)
    field.offer(team_of(by), proposed.exclude(pk=by.compte.pk) if sans_moi and by.compte else proposed)


class PartieForm(forms.Form):
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label="Rôle", choices=RolePartie.choices, widget=Puces)
    appellation = forms.CharField(
        label="Comment l'équipe la désigne",
        required=False,
        max_length=80,
        help_text="« La famille du bas », « le groupe du soir ». " + SANS_NOM,
    )
    contact = forms.CharField(
        label="Comment la joindre",
        required=False,
        max_length=120,
        help_text="Seulement si elle l'a donné. Chiffré, lu par l'équipe, chaque lecture est notée au journal.",
    )
    a_demande = forms.BooleanField(label="C'est elle qui a demandé la médiation", required=False)

    def said(self) -> NouvellePartie:
        given = {name: value for name, value in self.cleaned_data.items() if name != "identifiant"}
        return NouvellePartie(id=self.cleaned_data["identifiant"], **given)


class EtapeForm(forms.Form):
    """One step. `partie` and `motif` are asked only where the step ends the situation."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    le = forms.DateField(label="Le", required=False, widget=Jour(), help_text="Vide : aujourd'hui.")
    motif = forms.ChoiceField(label="Comment elle se termine", widget=Puces)
    partie = forms.ModelChoiceField(Partie.objects.none(), label="Quelle partie", required=False)
    binome = ChoixParmiLesSiens(
        Compte.objects.none(), label="En binôme avec", required=False, empty_label="Personne, cette fois"
    )
    prochaine_date = forms.DateField(label="Y revenir le", required=False, widget=Jour())

    def __init__(self, *args: Any, situation: Situation, transition: Transition, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = situation.version
        fields: Any = self.fields
        offer_team(fields["binome"], by, situation)
        self.initial["binome"] = partner_of(by, situation)
        if not transition.issues:
            del fields["motif"], fields["partie"]
            return
        del fields["prochaine_date"]
        names = labels("issues")
        fields["motif"].choices = [(str(code), names.get(code, code)) for code in transition.issues]
        fields["partie"].queryset = situation.parties.filter(retiree_le__isnull=True)


def partner_of(by: Acteur, situation: Situation) -> Any:
    """The other one of the pair that follows it, proposed at each step."""
    pair = [situation.referent_id, situation.binome_id]
    me = by.compte.pk if by.compte else None
    return next((other for other in pair if other and other != me), None) if me in pair else None


class ProposForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"texte": Usage.NOTE}
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    texte = forms.CharField(
        label="Ce qu'elle a dit",
        max_length=PROPOS_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Reste dans l'équipe, tant qu'elle ne le libère pas. " + SANS_NOM,
    )


class EngagementForm(AvecGarde, forms.Form):
    gardes: ClassVar = {"quoi": Usage.NOTE}
    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    partie = forms.ModelChoiceField(Partie.objects.none(), label="Qui", empty_label=None, widget=Puces)
    quoi = forms.CharField(label="S'engage à", max_length=QUOI_MAX, help_text=SANS_NOM)
    jusqua = forms.DateField(label="Jusqu'au", required=False, widget=Jour())

    def __init__(self, *args: Any, situation: Situation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["partie"].queryset = situation.parties.filter(retiree_le__isnull=True)


class IssueForm(forms.Form):
    issue = forms.ChoiceField(label="Comment cela se termine pour elle", widget=Puces)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["issue"].choices = choices("issues", timezone.localdate())


class TenueForm(forms.Form):
    a_1_mois = forms.ChoiceField(label="À un mois", choices=[("", "Pas encore"), *Tenue.choices], required=False)
    a_3_mois = forms.ChoiceField(label="À trois mois", choices=[("", "Pas encore"), *Tenue.choices], required=False)


class FiltresForm(forms.Form):
    """In the address: a list is shared by its link."""

    QUI: ClassVar = [("", "Toute l'équipe"), ("moi", "Que je suis")]
    ETAT: ClassVar = [("", "Ouvertes"), ("retard", "En retard"), ("closes", "Closes")]
    qui = forms.ChoiceField(label="Suivies par", choices=QUI, required=False)
    etat = forms.ChoiceField(label="État", choices=ETAT, required=False)
    theme = forms.ChoiceField(label="Thème", required=False)
    etape = forms.ChoiceField(label="Étape", required=False)

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["theme"].choices = [("", "Tous"), *pack_choices(by.chaine)]
        fields["etape"].choices = [("", "Toutes"), *choices("etapes", timezone.localdate())]

    def said(self) -> dict[str, str]:
        """What is understood; a filter that no longer exists is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DateForm(forms.Form):
    prochaine_date = forms.DateField(label="Y revenir le", widget=Jour())


class ConfierForm(forms.Form):
    referent = ChoixParmiLesSiens(Compte.objects.none(), label="Qui la suit", empty_label=None)
    binome = ChoixParmiLesSiens(Compte.objects.none(), label="En binôme avec", required=False)

    def __init__(self, *args: Any, by: Acteur, situation: Situation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        for name in ("referent", "binome"):
            offer_team(fields[name], by, situation, sans_moi=False)

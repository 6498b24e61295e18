"""Office forms: filters kept in the URL, a correction on the version that was read, paper typed again fast."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.partenaires.access import visible_partenaires
from entredeux.partenaires.models import StructurePartenaire
from entredeux.terrain.access import visible_missions
from entredeux.terrain.enums import TRANSITIONS_DYSFONCTIONNEMENT, EtatDysfonctionnement, FormePresence
from entredeux.terrain.forms.champ import InterventionForm
from entredeux.terrain.models import Dysfonctionnement, Intervention, Mission
from entredeux.terrain.queries.coordination import Filtres
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import choices, labels, pack_choices
from entredeux.ui.forms import ChoixMultipleParmiLesSiens, ChoixParmiLesSiens, Interrupteur, Puces, PucesMultiples

JOUR = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class FiltresForm(forms.Form):
    du = forms.DateField(label="Du", required=False, widget=JOUR)
    au = forms.DateField(label="Au", required=False, widget=JOUR)
    mission = ChoixParmiLesSiens(Mission.objects.none(), label="Mission", required=False, empty_label="Toutes")
    domaine = forms.ChoiceField(label="Domaine", required=False)
    registre = forms.ChoiceField(label="Registre", required=False)
    motif = forms.ChoiceField(label="Motif", required=False)
    issue = forms.ChoiceField(label="Issue", required=False)
    theme = forms.ChoiceField(label="Thème", required=False)
    lieu = ChoixParmiLesSiens(Lieu.objects.none(), label="Lieu", required=False, empty_label="Tous")

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["mission"].offer(visible_missions(by))
        fields["lieu"].offer(visible_lieux(by))
        for name, vocabulary in (
            ("domaine", "domaines"),
            ("registre", "registres"),
            ("motif", "motifs"),
            ("issue", "issues"),
        ):
            fields[name].choices = [("", "Tous"), *labels(vocabulary).items()]
        fields["theme"].choices = [("", "Tous"), *pack_choices(by.chaine)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        du, au = cleaned.get("du"), cleaned.get("au")
        if du and au and au < du:
            raise ValidationError({"au": "La fin de la période précède son début."})
        return cleaned

    def filtres(self) -> Filtres:
        """What is valid filters; what is not is said on its field and filters nothing."""
        self.is_valid()
        values = {name: value for name, value in self.cleaned_data.items() if value}
        for name in ("mission", "lieu"):
            if name in values:
                values[name] = str(values[name].pk)
        return Filtres(**values)


class PeriodeForm(forms.Form):
    du = forms.DateField(label="Du", required=False, widget=JOUR)
    au = forms.DateField(label="Au (compris)", required=False, widget=JOUR)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        du, au = cleaned.get("du"), cleaned.get("au")
        if du and au and au < du:
            raise ValidationError({"au": "La fin de la période précède son début."})
        return cleaned

    def between(self, rows: QuerySet[Intervention]) -> QuerySet[Intervention]:
        """Both ends included; an end left out is open."""
        du, au = self.cleaned_data["du"], self.cleaned_data["au"]
        rows = rows.filter(date_service__gte=du) if du else rows
        return rows.filter(date_service__lte=au) if au else rows


class RessaisieForm(InterventionForm):
    """A paper sheet typed again: the day is asked, the rest is the same form."""

    date_service = forms.DateField(label="Jour de service", widget=JOUR)
    mission = ChoixParmiLesSiens(Mission.objects.none(), label="Mission", required=False, empty_label="Sans")

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        missions: Any = self.fields["mission"]
        missions.offer(visible_missions(by))


class CorrectionForm(InterventionForm):
    """The same fields, on the version that was read; `equipe` is not a correction."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        del self.fields["equipe"]
        # A place archived since stays that of the act: correcting the length must not lose it.
        kept = Q(est_actif=True) | Q(pk=self.initial.get("lieu"))
        places: Any = self.fields["lieu"]
        places.offer(visible_lieux(by), visible_lieux(by).filter(kept))

    def changes(self) -> dict[str, Any]:
        data = self.cleaned_data
        simple = {
            name: data[name]
            for name in ("motif", "domaine", "registre", "mode_saisine", "duree_minutes", "issue", "note")
            if name in data
        }
        lieu = data.get("lieu")
        return simple | {"lieu_id": lieu.pk if lieu else None, "reponses": self.reponses}


class MissionForm(forms.Form):
    nom = forms.CharField(label="Nom de la mission", max_length=80)
    forme = forms.ChoiceField(label="Forme de présence", choices=FormePresence.choices, widget=Puces)
    domaine = forms.ChoiceField(label="Domaine")
    themes = forms.MultipleChoiceField(label="Thèmes proposés à la saisie", required=False, widget=PucesMultiples)
    lieux = ChoixMultipleParmiLesSiens(
        Lieu.objects.none(),
        label="Lieux, dans l'ordre de la liste",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    est_active = forms.BooleanField(label="Mission ouverte", required=False, initial=True, widget=Interrupteur)

    def __init__(self, *args: Any, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["domaine"].choices = choices("domaines", timezone.localdate())
        fields["themes"].choices = pack_choices(by.chaine)
        fields["lieux"].offer(visible_lieux(by), visible_lieux(by).filter(est_actif=True))


class SuiteForm(forms.Form):
    """What became of a defect: only the steps that may follow; sending asks for a service."""

    etat = forms.ChoiceField(label="Suite", widget=Puces)
    destinataire = ChoixParmiLesSiens(
        StructurePartenaire.objects.none(), label="Service destinataire", required=False, empty_label="Aucun"
    )

    def __init__(self, *args: Any, record: Dysfonctionnement, by: Acteur, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"destinataire": record.destinataire_id}, **kwargs})
        fields: dict[str, Any] = self.fields
        fields["etat"].choices = [
            (etat, EtatDysfonctionnement(etat).label) for etat in TRANSITIONS_DYSFONCTIONNEMENT[record.etat]
        ]
        services = visible_partenaires(by)
        fields["destinataire"].offer(services, services.filter(est_actif=True).exclude(courriel=""))

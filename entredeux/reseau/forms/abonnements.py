from typing import Any

from django import forms

from entredeux.reseau.models.vocabulaires import choose_themes
from entredeux.territoires.models import Region


class AbonnementForm(forms.Form):
    courriel = forms.EmailField(
        label="Votre adresse électronique", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    theme = forms.ChoiceField(label="Un thème", required=False)
    region = forms.ModelChoiceField(Region.objects.all(), label="ou une région", required=False, empty_label="—")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["theme"].choices = [("", "—"), *choose_themes()]


class LettreForm(forms.Form):
    """Which digest an editor looks at, and since when."""

    theme = forms.ChoiceField(label="Thème", required=False)
    region = forms.ModelChoiceField(Region.objects.all(), label="ou région", required=False, empty_label="—")
    jours = forms.IntegerField(label="Nouveautés des … derniers jours", min_value=1, max_value=366, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["theme"].choices = [("", "—"), *choose_themes()]

"""Which territory: one of the structure's, or any other found by search. Its code stays in the address."""

from django import forms
from django.core.exceptions import ValidationError

from entredeux.observatoire.contexte import Choix
from entredeux.territoires.models import Commune, Qpv


class ContexteForm(forms.Form):
    zone = forms.CharField(label="Quartier ou commune", required=False, max_length=200)

    def __init__(self, *args: object, choix: Choix, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.choix = choix
        self.autre = ""
        self.nom = ""

    def clean_zone(self) -> str:
        """Empty: the structure's first quarter. Public statistics of any quarter or commune may be read."""
        code = self.cleaned_data["zone"].strip() or self.choix.premier
        if not code:
            return ""
        named = self.choix.quartiers | self.choix.communes
        if code in named:
            self.nom = named[code]
            return code
        self.autre, self.nom = code, _name_of(code)
        return code


def _name_of(code: str) -> str:
    row = Qpv.objects.filter(pk=code, generation=2024).first() or Commune.objects.filter(pk=code).first()
    if row is None:
        raise ValidationError(
            "« %(code)s » n'est ni une commune ni un quartier prioritaire de 2024. Choisissez dans la liste, ou "
            "cherchez-le par son nom.",
            code="zone",
            params={"code": code[:40]},
        )
    return str(row)

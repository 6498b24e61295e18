"""A pack's questions as fields of a Django form; the answers are checked by `clean_reponses`, as everywhere."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from entredeux.themes.reponses import clean_reponses, explain_condition, options_on, questions_on
from entredeux.themes.resultats import SANS_REPONSE
from entredeux.themes.schema import Enquete, QuestionChoixMultiple, QuestionDate, QuestionDuree, QuestionEntier, Theme

PREFIXE = "theme_"
LISTE_LONGUE = 8


def form_fields(pack: Theme, on: datetime.date) -> dict[str, forms.Field]:
    """Question code -> field, in the pack's order. Bounds, labels and help come from the pack alone."""
    return {question.code: _field(question, pack, on) for question in questions_on(pack, on)}


def add_questions(form: forms.Form, pack: Theme, on: datetime.date) -> None:
    """Adds the pack's fields to a form, named `theme_<code>`. Call in the form's `__init__`."""
    for code, field in form_fields(pack, on).items():
        form.fields[PREFIXE + code] = field


def collect_reponses(form: forms.Form, pack: Theme, on: datetime.date) -> dict[str, Any]:
    """Call in the form's `clean`: canonical answers; each error lands on its own field."""
    codes = [question.code for question in questions_on(pack, on) if PREFIXE + question.code in form.cleaned_data]
    given = {code: form.cleaned_data[PREFIXE + code] for code in codes}
    try:
        return clean_reponses(pack.code, given, on)
    except ValidationError as error:
        for code, messages in _by_question(error).items():
            if PREFIXE + code not in form.errors:
                form.add_error(PREFIXE + code if PREFIXE + code in form.fields else None, messages)
        return {}


def _by_question(error: ValidationError) -> dict[str, Any]:
    return error.error_dict if hasattr(error, "error_dict") else {"": error.messages}


def _field(question: Any, pack: Theme, on: datetime.date) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.libelle,
        "help_text": _help(question, pack, on),
        "required": question.obligatoire and question.quand is None,
    }
    field = _bare_field(question, on, common)
    if question.quand:
        field.widget.attrs["data-quand"] = PREFIXE + question.quand.question
        field.widget.attrs["data-parmi"] = " ".join(question.quand.parmi)
    return field


def _bare_field(question: Any, on: datetime.date, common: dict[str, Any]) -> forms.Field:
    if isinstance(question, QuestionEntier | QuestionDuree):
        return forms.IntegerField(min_value=question.min, max_value=question.max, **common)
    if isinstance(question, QuestionDate):
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common)
    options = options_on(question, on)
    if isinstance(question, QuestionChoixMultiple):
        return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple, **common)
    if len(options) > LISTE_LONGUE:
        return forms.ChoiceField(choices=[("", "Choisir"), *options], **common)
    return forms.ChoiceField(choices=_with_blank(options, common), widget=forms.RadioSelect, **common)


def _with_blank(options: list[tuple[str, str]], common: dict[str, Any]) -> list[tuple[str, str]]:
    """A radio button once pressed cannot be released: an optional question offers a way back."""
    return options if common["required"] else [("", "Sans réponse"), *options]


def _help(question: Any, pack: Theme, on: datetime.date) -> str:
    parts = [question.aide]
    if isinstance(question, QuestionEntier | QuestionDuree):
        unit = "minutes" if isinstance(question, QuestionDuree) else question.unite
        parts.append(f"De {question.min} à {question.max} {unit}".rstrip() + ".")
    if question.quand:
        parts.append(f"Seulement si {explain_condition(question, pack, on)}.")
    return " ".join(part for part in parts if part)


class OuvertureForm(forms.Form):
    signee_le = forms.DateField(label="Analyse d'impact signée le", widget=forms.DateInput(attrs={"type": "date"}))
    reference = forms.CharField(
        label="Référence du document", max_length=120, help_text="Un numéro, une version : de quoi le retrouver."
    )


# --- anonymous surveys


class Jour(forms.DateInput):
    def __init__(self) -> None:
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class VagueForm(forms.Form):
    """`invites_<code>`: how many of each public are asked; the publics are the pack's."""

    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    etablissement = forms.CharField(
        label="Établissement",
        max_length=120,
        help_text="Écrit comme la fois d'avant, pour que les vagues se suivent.",
    )
    ouverte_le = forms.DateField(label="Ouverte le", widget=Jour())
    jusqua = forms.DateField(label="Jusqu'au (compris)", widget=Jour(), help_text="Soixante jours au plus.")

    def __init__(self, *args: Any, enquete: Enquete, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.publics = [public.code for public in enquete.publics]
        for public in enquete.publics:
            self.fields[f"invites_{public.code}"] = forms.IntegerField(
                label=f"{public.libelle} : personnes invitées", min_value=0, max_value=5000, required=False
            )
        self.fields[f"invites_{self.publics[0]}"].help_text = (
            "Le nombre de réponses s'arrête là. Vide : ce public n'est pas interrogé. Onze au moins, sinon rien ne "
            "pourrait être montré."
        )

    def said(self) -> dict[str, Any]:
        given = self.cleaned_data
        own = {name: given[name] for name in ("etablissement", "ouverte_le", "jusqua")}
        return own | {"id": given["identifiant"], "invites": {c: given[f"invites_{c}"] or 0 for c in self.publics}}


class CodeEnqueteForm(forms.Form):
    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="Dix signes, sur la feuille que l'on vous a remise.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class ReponseForm(forms.Form):
    """One field per line, named by its code; leaving one out is preferring not to answer."""

    def __init__(self, *args: Any, enquete: Enquete, public: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [(option.code, option.libelle) for option in enquete.reponses]
        for code, texte in enquete.asked_of(public):
            self.fields[code] = forms.ChoiceField(
                label=texte,
                required=False,
                choices=[*options, (SANS_REPONSE, "Je préfère ne pas répondre")],
                widget=forms.RadioSelect,
            )

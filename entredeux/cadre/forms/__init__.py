from typing import Any, cast

from allauth.account.forms import LoginForm, ResetPasswordKeyForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from entredeux.cadre.actions import choose_password
from entredeux.cadre.enums import ROLES_DU_RESEAU, FormeAccord, GenreEntree, Portee, Role
from entredeux.cadre.liens_consentement import Demande
from entredeux.cadre.textes_consentement import langues
from entredeux.ui.forms import Puces, PucesMultiples

ROLES_DE_STRUCTURE = [(role.value, role.label) for role in Role if role not in ROLES_DU_RESEAU]


class ConnexionForm(LoginForm):
    """allauth's, in our words: a label is enough, and a placeholder that repeats it hides what was typed."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Adresse électronique"
        self.fields["login"].widget.attrs |= {"autocomplete": "username webauthn", "autofocus": True}
        self.fields["password"].label = "Mot de passe"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class MotDePasseParLienForm(ResetPasswordKeyForm):
    """Following the link proves the mailbox: saving goes through our action, which verifies the address."""

    def save(self) -> None:
        choose_password(compte=self.user, mot_de_passe=self.cleaned_data["password1"])


class CleAccesForm(AddWebAuthnForm):
    """A key that signs in with nothing to type is what we propose; the box stays, for a key without memory."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"
        self.fields["name"].help_text = "Pour la reconnaître plus tard : « téléphone », « ordinateur du bureau »."
        self.fields["passwordless"].label = "Se connecter avec cette clé seule, sans mot de passe"
        self.fields["passwordless"].help_text = "Demande le code, l'empreinte ou le visage de l'appareil."
        self.fields["passwordless"].initial = True


class InvitationForm(forms.Form):
    nom = forms.CharField(label="Nom affiché", max_length=80, help_text="Prénom et nom, tels que l'équipe les lira.")
    email = forms.EmailField(label="Adresse électronique", max_length=254)
    role = forms.ChoiceField(label="Rôle", choices=ROLES_DE_STRUCTURE)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Nouveau rôle", choices=ROLES_DE_STRUCTURE)


class FiltreComptesForm(forms.Form):
    """The filter of the list, in the address: empty means everything."""

    role = forms.ChoiceField(label="Rôle", choices=[("", "Tous"), *ROLES_DE_STRUCTURE], required=False)
    depuis = forms.DateField(
        label="Accès ouvert depuis le",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    fermes = forms.BooleanField(label="Montrer aussi les accès fermés", required=False)


class FiltreJournalForm(forms.Form):
    genre = forms.ChoiceField(label="Genre", choices=[("", "Tous"), *GenreEntree.choices], required=False)
    evenement = forms.CharField(
        label="Événement",
        required=False,
        max_length=80,
        help_text="Début du nom : « cadre. », « terrain.intervention ».",
    )
    mois = forms.RegexField(
        label="Mois",
        regex=r"^20\d\d-(0[1-9]|1[0-2])$",
        required=False,
        widget=forms.TextInput(attrs={"type": "month"}),
        error_messages={"invalid": "Écrivez le mois sous la forme 2026-03."},
    )


class ConsentementForm(forms.Form):
    """What is agreed to, for whom, how and until when. The choices are those of the signed demand."""

    identifiant = forms.UUIDField(widget=forms.HiddenInput)
    portees = forms.MultipleChoiceField(label="La personne est d'accord", widget=PucesMultiples)
    destinataire = forms.ChoiceField(label="À qui", required=False, widget=Puces)
    forme = forms.ChoiceField(label="Comment l'a-t-elle dit", choices=FormeAccord.choices, widget=Puces)
    jusqua = forms.DateField(
        label="Jusqu'au",
        required=False,
        help_text="Vide : la durée écrite dans le texte.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, demande: Demande, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        portees, destinataire = cast(Any, self.fields["portees"]), cast(Any, self.fields["destinataire"])
        portees.choices = [(code, Portee(code).label) for code in demande.portees]
        if len(demande.portees) == 1:
            portees.initial = list(demande.portees)
        if demande.destinataires:
            destinataire.choices = demande.destinataires
            if len(demande.destinataires) == 1:
                destinataire.initial = demande.destinataires[0][0]
        else:
            del self.fields["destinataire"]

    def said(self) -> dict[str, Any]:
        """As `record_consentement` takes it."""
        given = {name: self.cleaned_data[name] for name in ("portees", "forme", "jusqua")}
        return given | {
            "destinataire": self.cleaned_data.get("destinataire", ""),
            "id": self.cleaned_data["identifiant"],
        }


class RecuForm(forms.Form):
    numero = forms.CharField(
        max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"})
    )

    def __init__(self, *args: Any, mots: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numero"].label = mots["champ"]


class RelectureTexteForm(forms.Form):
    code = forms.ChoiceField(label="Texte", choices=Portee.choices)
    langue = forms.ChoiceField(label="Langue", choices=lambda: [(each.code, each.nom) for each in langues()])
    qualite = forms.CharField(
        label="Qui a relu",
        max_length=120,
        help_text="Un métier ou un lien avec la langue, sans nom : « interprète ».",
    )

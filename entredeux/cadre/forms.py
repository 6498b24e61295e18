from allauth.account.forms import LoginForm, ResetPasswordKeyForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from entredeux.cadre.actions import choose_password
from entredeux.cadre.enums import ROLES_DU_RESEAU, GenreEntree, Role

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

from django import forms

from entredeux.ui.forms import Compteur, Interrupteur, Puces, PucesMultiples


class FormulairePlanche(forms.Form):
    """One field of each kind, for the page that shows every component."""

    personnes = forms.ChoiceField(
        label="Combien de personnes occupent le hall ?",
        choices=[("0", "personne"), ("1", "1"), ("2_4", "2 à 4"), ("5_9", "5 à 9"), ("10", "10 et plus")],
        initial="2_4",
        widget=Puces,
    )
    constats = forms.MultipleChoiceField(
        label="Ce que vous avez constaté",
        choices=[("bruit", "bruit"), ("passage", "passage gêné"), ("fumee", "fumée"), ("dechets", "déchets")],
        required=False,
        widget=PucesMultiples,
        help_text="Plusieurs réponses possibles.",
    )
    duree = forms.IntegerField(label="Durée, en minutes", min_value=0, max_value=240, initial=10, widget=Compteur)
    retour = forms.BooleanField(label="Rappeler à la prochaine tournée", required=False, widget=Interrupteur)
    accord = forms.BooleanField(label="La personne a été informée")
    quartier = forms.ChoiceField(label="Quartier", choices=[("a", "Grande Résidence"), ("b", "Résidence Sellier")])
    date = forms.DateField(label="Jour de service", widget=forms.DateInput(attrs={"type": "date"}))
    courriel = forms.EmailField(label="Adresse électronique", help_text="Celle de votre structure.")
    note = forms.CharField(
        label="Un mot utile à l'équipe",
        required=False,
        max_length=280,
        widget=forms.Textarea,
        help_text="Aucun nom, aucun surnom, aucune description.",
    )
    piece = forms.FileField(label="Photo de la chose", required=False)

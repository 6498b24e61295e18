"""A text is read again before it is kept: shown once, decided by the person, nothing lost on the way."""

import pytest
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string

from entredeux.cadre.garde_note.formulaire import AvecGarde, Usage


class Note(AvecGarde, forms.Form):
    gardes = {"texte": Usage.NOTE}
    texte = forms.CharField(required=False, widget=forms.Textarea)


class Question(AvecGarde, forms.Form):
    gardes = {"texte": Usage.PUBLICATION}
    texte = forms.CharField(widget=forms.Textarea)


def send(form_class: type[forms.Form], texte: str, remplacer: tuple[str, ...] = (), vu: tuple[str, ...] = ()):
    data = QueryDict(mutable=True)
    data["texte"] = texte
    data.setlist("texte-remplacer", list(remplacer))
    data.setlist("texte-vu", list(vu))
    return form_class(data)


def send_again(form, *, remplacer: tuple[str, ...] = (), texte: str | None = None):
    """What the browser sends back from the page that was shown."""
    relecture = form.relectures["texte"]
    return send(type(form), form["texte"].value() if texte is None else texte, remplacer, tuple(relecture.vues))


def proposals_of(form) -> list[tuple[str, str, bool, bool]]:
    lignes = form.relectures["texte"].lignes
    return [(ligne.alerte.extrait, ligne.alerte.proposition, ligne.est_a_retirer, ligne.est_cochee) for ligne in lignes]


def test_a_text_without_alert_passes_at_once():
    form = send(Question, "Un hall est occupé chaque soir. Que faites-vous ?")
    assert form.is_valid()
    assert form.cleaned_data == {"texte": "Un hall est occupé chaque soir. Que faites-vous ?"}
    assert form.relectures == {}


def test_the_first_sending_comes_back_with_the_text_kept_and_the_proposals():
    form = send(Question, "Kevin, porte 4, est diabétique.")
    assert not form.is_valid()
    assert form["texte"].value() == "Kevin, porte 4, est diabétique."
    assert proposals_of(form) == [
        ("Kevin", "une personne", True, True),
        ("porte 4", "un logement", True, True),
        ("diabétique", "en difficulté", False, False),
    ]
    assert form.errors["texte"] == [
        "À retirer avant de publier : «\u00a0Kevin\u00a0», «\u00a0porte 4\u00a0». Votre texte est gardé ; "
        "voyez les propositions plus bas."
    ]


def test_the_ticked_proposals_are_applied_and_the_rest_stays():
    shown = send(Question, "Kevin, porte 4, est diabétique.")
    assert not shown.is_valid()
    form = send_again(shown, remplacer=("nom:Kevin", "logement:porte 4"))
    assert form.is_valid()
    assert form.cleaned_data["texte"] == "Une personne, un logement, est diabétique."


def test_what_designates_a_person_is_never_published_even_seen():
    shown = send(Question, "Kevin est diabétique.")
    assert not shown.is_valid()
    form = send_again(shown, remplacer=("sante:diabétique",))
    assert not form.is_valid()
    assert form["texte"].value() == "Kevin est en difficulté."  # what was ticked is done
    assert proposals_of(form) == [("Kevin", "une personne", True, True)]


@pytest.mark.parametrize(
    "texte",
    ["Vu Kevin.", "Au 06 12 34 56 78.", "Écrire à k@exemple.fr.", "Voiture AB-123-CD.", "Chez la dame, porte 4."],
)
def test_the_five_labels_block_a_publication(texte):
    shown = send(Question, texte)
    assert not shown.is_valid()
    assert not send_again(shown).is_valid()


@pytest.mark.parametrize("texte", ["Elle est diabétique.", "Il est musulman.", "Il deale au pied de la tour."])
def test_health_religion_and_offences_warn_once(texte):
    shown = send(Question, texte)
    assert not shown.is_valid()
    form = send_again(shown)
    assert form.is_valid()
    assert form.cleaned_data["texte"] == texte


def test_a_note_may_keep_everything_once_seen():
    shown = send(Note, "Kevin, porte 4.")
    assert not shown.is_valid()
    assert shown.errors["texte"] == [
        "À relire : 2 passages désignent peut-être quelqu'un. Votre texte est gardé ; voyez les propositions plus bas."
    ]
    form = send_again(shown)
    assert form.is_valid()
    assert form.cleaned_data["texte"] == "Kevin, porte 4."


def test_a_name_added_after_the_first_look_is_shown_too():
    shown = send(Note, "Vu Kevin.")
    assert not shown.is_valid()
    form = send_again(shown, texte="Vu Kevin et Samira.")
    assert not form.is_valid()
    assert [extrait for extrait, *_ in proposals_of(form)] == ["Kevin", "Samira"]
    assert send_again(form).is_valid()


def test_a_text_reworded_by_hand_passes():
    shown = send(Question, "Vu Kevin dans le hall.")
    assert not shown.is_valid()
    form = send_again(shown, texte="Vu un jeune dans le hall.", remplacer=("nom:Kevin",))
    assert form.is_valid()
    assert form.cleaned_data["texte"] == "Vu un jeune dans le hall."


def test_an_empty_note_and_a_missing_text_are_left_to_the_field():
    assert send(Note, "").is_valid()
    form = send(Question, "")
    assert not form.is_valid()
    assert form.relectures == {}


def test_the_block_draws_a_box_for_each_proposal_and_escapes_what_was_typed():
    form = send(Question, "Kevin et <b>Kevin</b>, puis kevin@exemple.fr.")
    assert not form.is_valid()
    html = render_to_string("cadre/garde_note.html", {"relecture": form.relectures["texte"]})
    assert html.count('type="checkbox"') == 2  # the same extract twice is one box
    assert 'name="texte-remplacer" value="nom:Kevin" checked' in html
    assert 'name="texte-vu" value="courriel:kevin@exemple.fr"' in html
    assert "cnil.fr/zones-bloc-note-et-commentaires" in html
    assert "<b>" not in html


def test_the_block_is_nothing_without_an_alert():
    assert render_to_string("cadre/garde_note.html", {"relecture": None}).strip() == ""

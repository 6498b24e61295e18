"""No sequence of consents, withdrawals and answers ever shows a datum outside its scope."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entredeux.cadre.models import Consentement
from entredeux.orientations import actions
from entredeux.orientations.liens import ENVOI, sign_envoi
from entredeux.orientations.models import Envoi
from entredeux.orientations.queries.partage import find_partage
from entredeux.partenaires.models import StructurePartenaire
from entredeux.socle.erreurs import Refus
from tests.orientations.fabrique import consent, make_partenaire, make_situation, withdraw

GESTES = ("besoin", "contact", "ailleurs", "retrait", "envoyer", "ouvrir", "accepter", "annuler", "resultat", "nuit")


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    degre=st.sampled_from(("rien", "besoin", "contact")),
    debut=st.sampled_from(((), ("besoin", "envoyer"), ("contact", "envoyer"), ("contact", "envoyer", "accepter"))),
    gestes=st.lists(st.sampled_from(GESTES), min_size=1, max_size=6),
)
def test_nothing_is_shown_outside_its_scope(samira, claire, degre, debut, gestes):
    situation, partie = make_situation(samira)
    service = StructurePartenaire.objects.filter(nom="Service").first() or make_partenaire(claire, "Service")
    _, envoi = actions.propose_and_prepare(
        by=samira,
        situation=situation,
        partie=partie,
        besoin="numerique",
        partenaire=service,
        profession="conseiller_numerique",
        degre=degre,
    )
    accepted = False
    for geste in (*debut, *gestes):
        accepted |= play(geste, envoi, samira) and geste == "accepter"
        envoi = Envoi.objects.select_related("orientation", "partenaire").get(pk=envoi.pk)
        shown = find_partage(envoi)
        scopes = {
            each.portee
            for each in Consentement.objects.filter(sujet=partie.pk, retire_le=None, destinataire=str(service.pk))
        }
        if shown.contact:
            assert degre == "contact"
            assert "contact" in scopes
            assert accepted
        if shown.besoin:
            assert scopes & ({"besoin", "contact"} if degre == "besoin" else {"contact"})
        if envoi.etat in ("proposee", "annulee", "recue", "retiree"):
            assert (shown.besoin, shown.contact) == (False, False)


def play(geste, envoi, by):
    """True when the act was allowed. What is refused changes nothing."""
    partie, said = envoi.orientation.partie_id, {"by": by, "unite": envoi.unite}
    given = Consentement.objects.filter(sujet=partie, retire_le=None)
    acts = {
        "besoin": lambda: consent(partie, "besoin", envoi.partenaire_id, **said),
        "contact": lambda: consent(partie, "contact", envoi.partenaire_id, **said),
        "ailleurs": lambda: consent(partie, "contact", "ailleurs", **said),
        "retrait": lambda: [withdraw(each, by) for each in given],
        "envoyer": lambda: actions.send_envoi(envoi=envoi, by=by),
        "ouvrir": lambda: actions.open_lien(lien=ENVOI.read(sign_envoi(envoi))),
        "accepter": lambda: actions.answer_envoi(
            envoi=actions.open_lien(lien=ENVOI.read(sign_envoi(envoi))), etat="acceptee"
        ),
        "annuler": lambda: actions.cancel_envoi(envoi=envoi, by=by),
        "resultat": lambda: actions.record_resultat(envoi=envoi, etat="recue", by=by),
        "nuit": lambda: actions.remind_services(),
    }
    try:
        acts[geste]()
    except (Refus, ValidationError):
        return False
    return True

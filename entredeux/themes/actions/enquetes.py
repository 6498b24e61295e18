"""A wave of an anonymous survey: opened for one school, answered without a trace, closed once and for all."""

import datetime
import uuid
from collections.abc import Mapping
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.socle.codes import draw_code
from entredeux.socle.pliage import fold
from entredeux.themes.access import check_can_lead_vague, check_can_open_vague, check_can_type_papier
from entredeux.themes.models import CompteReponse, PublicEnquete, VagueEnquete
from entredeux.themes.queries import find_pack, is_open, opened_themes, packs
from entredeux.themes.questionnaires import LONGUEUR_CODE, read_questionnaire
from entredeux.themes.resultats import SANS_REPONSE, SEUIL
from entredeux.themes.schema import Enquete

DUREE_MAX = datetime.timedelta(days=60)
ECART = datetime.timedelta(days=90)
INVITES_MAX = 5000


@transaction.atomic
def open_vague(
    *,
    theme: str,
    etablissement: str,
    invites: Mapping[str, int],
    jusqua: datetime.date,
    by: Acteur,
    ouverte_le: datetime.date | None = None,
    id: uuid.UUID | None = None,
) -> VagueEnquete:
    """`invites`: how many of each public are asked; that many may answer, and a public of none is left out.

    One wave at a time in a school, and ninety days between two: waves that overlap could be subtracted.
    """
    structure = check_can_open_vague(by)
    already = VagueEnquete.objects.filter(pk=id, structure=structure).first() if id else None
    if already:
        return already
    pack = find_pack(theme, opened_themes(by.chaine))
    if pack.enquete is None:
        raise ValidationError({"theme": "Ce thème n'a pas de questionnaire anonyme."})
    Structure.objects.select_for_update().get(pk=structure.pk)  # two waves of one school, opened at once, wait here
    vague = VagueEnquete(
        id=id or uuid.uuid4(),
        structure=structure,
        cree_par=by.compte,
        theme=theme,
        questionnaire=pack.enquete.model_dump(mode="json"),
        etablissement=" ".join(etablissement.split()),
        etablissement_cle=fold(etablissement)[:120],
        ouverte_le=ouverte_le or timezone.localdate(),
        jusqua=jusqua,
    )
    _check_dates(vague)
    asked = _check_invites(pack.enquete, invites)
    vague.rang = _check_apart(vague)
    vague.save(force_insert=True)
    for code, number in asked.items():
        _add_public(vague, pack.enquete, code, number)
    journal.record_write(by, "themes.enquete.ouverte", vague)
    return vague


@transaction.atomic
def close_vague(*, vague: VagueEnquete, by: Acteur) -> VagueEnquete:
    """No more answers, and results from then on; what is too small to be shown is erased at once."""
    check_can_lead_vague(by, vague)
    vague = VagueEnquete.objects.select_for_update().get(pk=vague.pk)
    if vague.is_over_on(timezone.localdate()):
        raise ValidationError("Cette vague est déjà close. Rien n'a changé.")
    vague.close_le = timezone.localdate()
    vague.save(update_fields=["close_le"])
    erase_small(vague)
    journal.record_write(by, "themes.enquete.close", vague, champs=["close_le"])
    return vague


@transaction.atomic
def record_reponse(*, public: PublicEnquete, reponses: Mapping[str, str]) -> None:
    """Someone's answers, each added to its count. `reponses`: line's code -> answer's code; a line left out is one
    they preferred not to answer.

    No journal entry: it would keep the second at which they answered. Raises ValidationError, with what to do.
    """
    vague = VagueEnquete.objects.select_for_update().get(pk=public.vague_id)
    if not vague.is_open_on(timezone.localdate()):
        raise ValidationError("Cette enquête est close : cette réponse n'a pas été ajoutée. Merci quand même.")
    _check_theme_open(vague)
    given = _check_reponses(read_questionnaire(vague), public.code, reponses)
    added = PublicEnquete.objects.filter(pk=public.pk, nombre__lt=F("invites")).update(nombre=F("nombre") + 1)
    if not added:
        raise ValidationError("Toutes les réponses attendues sont arrivées : celle-ci n'a pas été ajoutée.")
    lines = [Q(affirmation=affirmation, reponse=reponse) for affirmation, reponse in given.items()]
    CompteReponse.objects.filter(reduce(or_, lines), public=public).update(nombre=F("nombre") + 1)


@transaction.atomic
def record_papier(*, public: PublicEnquete, reponses: Mapping[str, str], by: Acteur) -> None:
    """The same, typed by the team from a sheet. The journal says that one was typed and by whom, not what it says."""
    check_can_type_papier(by, public.vague)
    record_reponse(public=public, reponses=reponses)
    journal.record_write(by, "themes.enquete.papier", public.vague)


def erase_small(vague: VagueEnquete) -> int:
    """Called once it is over: publics too small to be ever shown lose their counts."""
    small = vague.publics.filter(nombre__lt=SEUIL)
    CompteReponse.objects.filter(public__in=small).delete()
    return small.update(nombre=None)


def _check_theme_open(vague: VagueEnquete) -> None:
    """A theme that the direction shut again takes no more entries, these among them."""
    pack = packs().get(vague.theme)
    if pack is None or not is_open(pack, opened_themes(vague.structure_id)):
        raise ValidationError("Cette enquête est suspendue : cette réponse n'a pas été ajoutée.")


def _add_public(vague: VagueEnquete, enquete: Enquete, code: str, invites: int) -> None:
    """Every count exists from the start, at zero: its row says nothing of who came first."""
    public = PublicEnquete.objects.create(vague=vague, code=code, acces=draw_code(LONGUEUR_CODE), invites=invites)
    answers = [option.code for option in enquete.reponses] + [SANS_REPONSE]
    CompteReponse.objects.bulk_create(
        CompteReponse(public=public, affirmation=affirmation, reponse=reponse)
        for affirmation, _ in enquete.asked_of(code)
        for reponse in answers
    )


def _check_dates(vague: VagueEnquete) -> None:
    if not vague.etablissement:
        raise ValidationError({"etablissement": "Dites dans quel établissement."})
    if vague.ouverte_le < timezone.localdate():
        raise ValidationError({"ouverte_le": "Une vague ne s'ouvre pas dans le passé ; vérifiez la date."})
    if not vague.ouverte_le <= vague.jusqua <= vague.ouverte_le + DUREE_MAX:
        raise ValidationError({"jusqua": "La fin vient après le début, soixante jours plus tard au plus."})


def _check_invites(enquete: Enquete, invites: Mapping[str, int]) -> dict[str, int]:
    known = [public.code for public in enquete.publics]
    asked = {code: invites.get(code) or 0 for code in known}
    for code, number in asked.items():
        if 0 < number < SEUIL:
            raise ValidationError(
                {f"invites_{code}": f"À moins de {SEUIL} personnes, rien ne serait jamais montré : laissez vide."}
            )
        if not 0 <= number <= INVITES_MAX:
            raise ValidationError({f"invites_{code}": f"{INVITES_MAX} personnes au plus."})
    if not any(asked.values()):
        raise ValidationError("Dites combien de personnes sont invitées, pour un public au moins.")
    return {code: number for code, number in asked.items() if number}


def _check_apart(vague: VagueEnquete) -> int:
    """The wave's rank in its school. Raises when another one is too near."""
    others = VagueEnquete.objects.filter(structure=vague.structure, etablissement_cle=vague.etablissement_cle)
    last = others.order_by("-rang").first()
    if last is None:
        return 1
    if not last.is_over_on(timezone.localdate()):
        raise ValidationError({"etablissement": "Une vague n'y est pas finie : une seule à la fois."})
    ended = min(last.close_le or last.jusqua, last.jusqua)
    if vague.ouverte_le < ended + ECART:
        raise ValidationError(
            {
                "ouverte_le": "Deux vagues d'un même établissement sont à quatre-vingt-dix jours l'une de l'autre : à "
                f"partir du {ended + ECART:%d/%m/%Y}."
            }
        )
    return last.rang + 1


def _check_reponses(enquete: Enquete, public: str, reponses: Mapping[str, str]) -> dict[str, str]:
    offered = {option.code for option in enquete.reponses} | {SANS_REPONSE}
    given = {code: reponses.get(code) or SANS_REPONSE for code, _ in enquete.asked_of(public)}
    if not set(given.values()) <= offered:
        raise ValidationError("Une réponse n'est pas dans la liste. Rien n'a été ajouté : recommencez.")
    if set(given.values()) == {SANS_REPONSE}:
        raise ValidationError("Rien n'est coché : répondez à une ligne au moins, ou fermez cette page.")
    return given

"""What happens to a place: created, changed, archived, its zones declared. The bulk form is the same path."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.socle.pliage import fold_for_search
from entredeux.territoires.access import check_can_create_lieu, check_can_update_lieu
from entredeux.territoires.enums import GenreZone, OrigineZone
from entredeux.territoires.models import Commune, Lieu, ZoneLieu
from entredeux.territoires.saisie import (
    CHAMPS,
    NouveauLieu,
    check_version,
    check_zone_code,
    check_zone_declarable,
    clean_lieu,
)
from entredeux.territoires.zones import Situation, Zones, find_zones


@transaction.atomic
def create_lieu(*, by: Acteur, nom: str, type_lieu: str, **champs: Any) -> Lieu:
    """One place of the active structure. `champs`: those of NouveauLieu. Raises ValidationError with sentences."""
    check_can_create_lieu(by)
    lieu = _insert([NouveauLieu(nom=nom, type_lieu=type_lieu, **champs)], by)[0]
    journal.record_write(by, "territoires.lieu.cree", lieu)
    return lieu


@transaction.atomic
def create_lieux(lieux: Iterable[NouveauLieu], *, by: Acteur) -> list[Lieu]:
    """All or none, in the order given; one journal event with count and digest."""
    check_can_create_lieu(by)
    created = _insert(list(lieux), by)
    digest = hashlib.sha256("".join(sorted(str(lieu.pk) for lieu in created)).encode()).hexdigest()
    journal.record_write(by, "territoires.lieux.crees", nombre=len(created), condense=digest)
    return created


@transaction.atomic
def update_lieu(
    *,
    lieu: Lieu,
    by: Acteur,
    version: int | None = None,
    depuis: date | None = None,
    est_correction: bool = False,
    zones: Mapping[GenreZone, str] | None = None,
    **champs: Any,
) -> Lieu:
    """Changes fields named in CHAMPS, and declares `zones` (an empty code takes a declaration back).

    A changed point closes the zones of the old one and opens the new ones. `depuis`: the first day at the new
    point (today by default). `est_correction`: the old point was wrong, so the zones are replaced instead of
    closed. `version`: what the person had before their eyes; if another has written since, raises
    ValidationError and changes nothing.
    """
    check_can_update_lieu(by, lieu)
    stored = Lieu.objects.select_for_update().get(pk=lieu.pk)
    check_version(stored, version)
    before = {name: getattr(stored, _attname(name)) for name in CHAMPS}
    nouveau = clean_lieu(replace(_as_nouveau(stored), **champs))
    for genre, code in (zones or {}).items():
        check_zone_code(genre, code)
    for name in CHAMPS:
        setattr(stored, name, getattr(nouveau, name))
    has_moved = (stored.lon, stored.lat) != (before["lon"], before["lat"])
    declared = {} if has_moved else _declared(stored)
    if "commune" in champs:
        declared.pop(GenreZone.COMMUNE, None)
    if "commune" in champs or not has_moved:
        declared |= _declared_commune(nouveau)
    found = find_zones([Situation(stored.lon, stored.lat, declared | dict(zones or {}))])[0]
    stored.commune = _settle_commune(nouveau.commune, found)
    _set_zones(stored, found, depuis, est_correction)
    changed = [name for name in CHAMPS if getattr(stored, _attname(name)) != before[name]]
    _save(stored)
    journal.record_write(by, "territoires.lieu.modifie", stored, champs=changed)
    return stored


@transaction.atomic
def archive_lieu(*, lieu: Lieu, by: Acteur) -> Lieu:
    """No longer proposed; what happened there stays."""
    return _set_active(lieu, False, by, "territoires.lieu.archive")


@transaction.atomic
def reopen_lieu(*, lieu: Lieu, by: Acteur) -> Lieu:
    return _set_active(lieu, True, by, "territoires.lieu.rouvert")


@transaction.atomic
def declare_zone(*, lieu: Lieu, genre: GenreZone, code: str, by: Acteur, depuis: date | None = None) -> Lieu:
    """The team says in which zone a place is; an empty code takes the word back (`inconnu` again).

    Refused where the geometry answers: to change that, correct the point. What was unknown is replaced; what
    was declared before is closed the day before `depuis` (today by default).
    """
    check_can_update_lieu(by, lieu)
    stored = Lieu.objects.select_for_update().get(pk=lieu.pk)
    check_zone_declarable(stored, genre)
    check_zone_code(genre, code)
    zones = find_zones([Situation(stored.lon, stored.lat, _declared(stored) | {genre: code})])[0]
    _set_zones(stored, zones, depuis, est_correction=False)
    stored.commune = _settle_commune(stored.commune, zones)
    _save(stored)
    journal.record_write(by, "territoires.zone.declaree", stored, champs=[genre])
    return stored


def _insert(nouveaux: Sequence[NouveauLieu], by: Acteur) -> list[Lieu]:
    cleaned = [clean_lieu(nouveau) for nouveau in nouveaux]
    for nouveau in cleaned:
        for genre, code in nouveau.zones.items():
            check_zone_code(genre, code)
    found = find_zones([Situation(n.lon, n.lat, {**_declared_commune(n), **n.zones}) for n in cleaned])
    communes = Commune.objects.in_bulk({zones[GenreZone.COMMUNE].code for zones in found} - {""})
    lieux = [_build(nouveau, zones, communes, by) for nouveau, zones in zip(cleaned, found, strict=True)]
    Lieu.objects.bulk_create(lieux, batch_size=1000)
    rows = [
        ZoneLieu(lieu=lieu, genre=genre, code=zone.code, origine=zone.origine)
        for lieu, zones in zip(lieux, found, strict=True)
        for genre, zone in zones.items()
    ]
    ZoneLieu.objects.bulk_create(rows, batch_size=1000)
    return lieux


def _build(nouveau: NouveauLieu, zones: Zones, communes: Mapping[str, Commune], by: Acteur) -> Lieu:
    lieu = Lieu(id=nouveau.id, structure=by.structure, cree_par=by.compte)
    for name in CHAMPS:
        setattr(lieu, name, getattr(nouveau, name))
    if not _is_within(nouveau.commune, zones[GenreZone.COMMUNE].code):
        lieu.commune = communes.get(zones[GenreZone.COMMUNE].code)
    lieu.recherche = _search_text(lieu)
    return lieu


def _set_zones(lieu: Lieu, zones: Zones, depuis: date | None, est_correction: bool) -> None:
    current = {GenreZone(zone.genre): zone for zone in lieu.zones.filter(valide_au__isnull=True)}
    for genre, zone in zones.items():
        old = current.pop(genre, None)
        if old is None or (old.code, old.origine) != zone:
            _replace_zone(lieu, genre, old, zone.code, zone.origine, depuis, est_correction)
    for left in current.values():
        _replace_zone(lieu, GenreZone(left.genre), left, "", OrigineZone.INCONNU, depuis, est_correction)


def _replace_zone(
    lieu: Lieu,
    genre: GenreZone,
    old: ZoneLieu | None,
    code: str,
    origine: OrigineZone,
    depuis: date | None,
    est_correction: bool,
) -> None:
    """Closes the old zone and opens the new one; what was wrong or unknown is overwritten, for all its time."""
    start = depuis or timezone.localdate(timezone=lieu.structure.zone)
    if old is None:
        ZoneLieu.objects.create(lieu=lieu, genre=genre, code=code, origine=origine)
        return
    if old.valide_du and start < old.valide_du:
        raise ValidationError(
            {"depuis": "Ce lieu a déjà changé de zone après cette date : choisissez un jour plus récent."}
        )
    if est_correction or not old.est_connue or old.valide_du == start:
        ZoneLieu.objects.filter(pk=old.pk).update(code=code, origine=origine)
        return
    ZoneLieu.objects.filter(pk=old.pk).update(valide_au=start - timedelta(days=1))
    ZoneLieu.objects.create(lieu=lieu, genre=genre, code=code, origine=origine, valide_du=start)


def _set_active(lieu: Lieu, est_actif: bool, by: Acteur, evenement: str) -> Lieu:
    check_can_update_lieu(by, lieu)
    stored = Lieu.objects.select_for_update().get(pk=lieu.pk)
    if stored.est_actif != est_actif:
        stored.est_actif = est_actif
        _save(stored)
        journal.record_write(by, evenement, stored, champs=["est_actif"])
    return stored


def _save(lieu: Lieu) -> None:
    lieu.recherche = _search_text(lieu)
    lieu.version += 1
    lieu.save()


def _settle_commune(said: Commune | None, zones: Zones) -> Commune | None:
    code = zones[GenreZone.COMMUNE].code
    return said if _is_within(said, code) else Commune.objects.filter(pk=code).first()


def _is_within(commune: Commune | None, code: str) -> bool:
    """An arrondissement said for a point in its city is more precise than the contour: kept."""
    return commune is not None and code in {commune.pk, commune.commune_parente_id}


def _declared(lieu: Lieu) -> dict[GenreZone, str]:
    rows = lieu.zones.filter(valide_au__isnull=True, origine=OrigineZone.DECLAREE)
    return {GenreZone(zone.genre): zone.code for zone in rows}


def _declared_commune(nouveau: NouveauLieu) -> dict[GenreZone, str]:
    """Figures by commune count an arrondissement in its city."""
    if nouveau.commune is None:
        return {}
    return {GenreZone.COMMUNE: nouveau.commune.commune_parente_id or nouveau.commune.pk}


def _as_nouveau(lieu: Lieu) -> NouveauLieu:
    return NouveauLieu(id=lieu.pk, **{name: getattr(lieu, name) for name in CHAMPS})


def _search_text(lieu: Lieu) -> str:
    return fold_for_search(
        lieu.nom, lieu.precision, lieu.residence, lieu.adresse, lieu.commune.nom if lieu.commune else ""
    )


def _attname(name: str) -> str:
    return "commune_id" if name == "commune" else name

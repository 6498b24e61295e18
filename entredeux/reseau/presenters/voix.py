"""The pages of a speaker, an organisation, a theme: what the programme says of them."""

from collections.abc import Iterable
from dataclasses import dataclass

from entredeux.reseau.models import Prise
from entredeux.reseau.presenters.cartes import Carte, present_by_key, say_organisation


@dataclass(frozen=True)
class Intervention:
    """What someone did in one event."""

    carte: Carte
    roles: list[str]
    sources: list[tuple[str, str]]


def present_interventions(prises: Iterable[Prise], *, qui: str) -> list[Intervention]:
    """One per event, in the order given. `qui`: "personne" tells the organisation, "organisation" the person."""
    by_event: dict[int, list[Prise]] = {}
    for prise in prises:
        by_event.setdefault(prise.sequence.evenement_id, []).append(prise)
    cartes = present_by_key(found[0].sequence.evenement for found in by_event.values())
    return [_intervention(found, cartes[key], qui) for key, found in by_event.items()]


def _intervention(prises: list[Prise], carte: Carte, qui: str) -> Intervention:
    evenement = prises[0].sequence.evenement
    return Intervention(
        carte=carte,
        roles=list(dict.fromkeys(say_role(prise, qui) for prise in prises)),
        sources=[(bloc.value["titre"], bloc.value["url"]) for bloc in evenement.sources],
    )


def say_role(prise: Prise, qui: str) -> str:
    """« Témoignages : médiateur social, Optima (Rennes) »."""
    who = prise.intervenant.nom if qui == "organisation" and prise.intervenant else ""
    where = say_organisation(prise) if qui == "personne" else prise.lieu
    said = ", ".join(part for part in (who, prise.fonction, where) if part)
    part = str(prise.sequence)
    return f"{part} : {said}" if said else part

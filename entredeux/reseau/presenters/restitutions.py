"""A restitution as its page shows it, and as one document that its PDF and its ODT are drawn from."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from wagtail.rich_text import expand_db_html

from entredeux.reseau.enums import GenreElement
from entredeux.reseau.models import Element, Restitution, VersionRestitution
from entredeux.reseau.models.base import presente
from entredeux.reseau.presenters.corpus import (
    LICENCE,
    LICENCE_URL,
    Carte,
    adresse_of,
    present_element,
    say_day,
    say_derriere,
    say_origine,
)
from entredeux.reseau.queries.corpus import Derriere, Origine, origine_of
from entredeux.reseau.queries.restitutions import Lecture, PointCite, Retrait, read_restitution, version_of
from entredeux.socle.document import (
    Bloc,
    Citation,
    Document,
    Fragment,
    Intertitre,
    Ligne,
    Liste,
    Paragraphe,
    Puce,
    ligne,
    read_html,
)
from entredeux.ui.templatetags.ui import jour, pluriel, typo


@presente(Restitution)
def present_restitution(page: Restitution, request: HttpRequest) -> dict[str, Any]:
    """A preview reads its points as they stand; the published page, as they stood at its publication."""
    version = None if getattr(request, "is_preview", False) else version_of(page)
    lecture = read_restitution(page, version)
    document = write_document(page, lecture, version)
    return {
        "rubrique": page.chemin.rsplit("/", 2)[0] + "/",
        "morceaux": list(present_morceaux(lecture)),
        "derriere": say_derriere(lecture.derriere),
        "ateliers": present_ateliers(lecture.derriere),
        "version": version,
        "depuis": say_depuis(lecture),
        "est_la_meme": bool(version and version.empreinte == document.empreinte),
        "licence": (LICENCE, LICENCE_URL),
    }


def present_morceaux(lecture: Lecture) -> Iterable[tuple[str, Any]]:
    """A point is a heading below the last one an editor wrote; without any, a heading of the page."""
    niveau = "h2"
    for genre, value in lecture.morceaux:
        niveau = "h3" if genre == "titre" else niveau
        yield genre, present_morceau(value, niveau)


def present_morceau(value: Any, niveau: str) -> Any:
    if isinstance(value, PointCite):
        return {
            "point": value,
            "niveau": niveau,
            "cartes": [present_element(element, []) for element in value.elements],
            "derriere": say_derriere(value.derriere),
            "ateliers": present_ateliers(value.derriere),
            "retraits": list(map(say_retrait, value.retraits)),
        }
    if isinstance(value, Element):
        return {"carte": present_element(value, [])}
    return {"retrait": say_retrait(value)} if isinstance(value, Retrait) else value


def present_ateliers(derriere: Derriere) -> list[tuple[str, str, str]]:
    """(address, what and where, region)."""
    return [(each.adresse, say_atelier(each), each.region_nom) for each in derriere.ateliers]


def say_atelier(origine: Origine) -> str:
    parts = (origine.atelier, origine.evenement, say_day(origine.jour, origine.precision))
    return ", ".join(part for part in parts if part)


def say_retrait(retrait: Retrait) -> str:
    when = f" le {jour(retrait.le)}" if retrait.le else ""
    if retrait.origine is None:
        return f"Un élément cité ici a été retiré du corpus{when}."
    return f"Un élément cité ici a été retiré{when} : il venait de l'atelier {say_origine(retrait.origine)}."


def say_depuis(lecture: Lecture) -> str:
    """« 2 éléments retirés, 1 élément corrigé », since the publication; nothing when nothing changed."""
    counted = ((lecture.retraits, "retiré"), (len(lecture.corriges), "corrigé"))
    return ", ".join(f"{n} élément{pluriel(n)} {mot}{pluriel(n)}" for n, mot in counted if n)


# --- one document


def write_document(page: Restitution, lecture: Lecture, version: VersionRestitution | None) -> Document:
    """What its files say. The same reading of the same version gives the same document."""
    return Document(
        titre=typo(page.title),
        sous_titre=typo(", ".join(part for part in (page.moment, page.region.nom if page.region else "") if part)),
        auteur=settings.WAGTAIL_SITE_NAME,
        jour=timezone.localdate(version.publiee_le) if version else None,
        adresse=page.adresse_web,
        blocs=tuple(write_blocs(page, lecture, version)),
    )


def write_blocs(page: Restitution, lecture: Lecture, version: VersionRestitution | None) -> Iterable[Bloc]:
    yield from write_notice(page, lecture, version)
    if page.chapeau:
        yield Paragraphe(ligne(typo(page.chapeau)))
    for genre, value in lecture.morceaux:
        yield from write_morceau(genre, value)
    if lecture.derriere:
        yield Intertitre(2, ligne("Les ateliers cités"))
        yield Liste(tuple(Puce(write_atelier(each)) for each in lecture.derriere.ateliers))
    if page.sources:
        yield Intertitre(2, ligne("Sources"))
        yield Liste(tuple(Puce(ligne(typo(s.value["titre"]), lien=s.value["url"])) for s in page.sources))
    yield Paragraphe(ligne(typo(f"Texte et éléments cités sous {LICENCE} : {LICENCE_URL}")), est_discret=True)


def write_notice(page: Restitution, lecture: Lecture, version: VersionRestitution | None) -> Iterable[Bloc]:
    said = [f"Version {version.numero}, du {jour(version.publiee_le)}."] if version else ["Brouillon, non publié."]
    if lecture.derriere:
        said.append(f"Repose sur {say_derriere(lecture.derriere)}.")
    if version and (since := say_depuis(lecture)):
        said.append(f"Depuis la publication : {since}.")
    online = Fragment("Lire en ligne", lien=page.adresse_web)
    yield Paragraphe((*ligne(f"{typo(' '.join(said))} "), online), est_discret=True)


def write_morceau(genre: str, value: Any) -> Iterable[Bloc]:
    if isinstance(value, PointCite):
        yield from write_point(value)
    elif isinstance(value, Element):
        yield write_citation(value)
    elif isinstance(value, Retrait):
        yield Paragraphe(ligne(typo(say_retrait(value)), italique=True))
    elif genre == "titre":
        yield Intertitre(2, ligne(typo(value)))
    elif genre == "paragraphe":
        yield from write_rich_text(value, niveau=3)
    elif genre == "citation":
        yield Citation(ligne(typo(f"« {value['texte']} »")), ligne(typo(value["auteur"] or "")))
    elif genre == "lien":
        yield Paragraphe(ligne(typo(value["titre"]), lien=value["url"]))
    elif genre == "document":
        yield Paragraphe(ligne(typo(value["titre"]), lien=f"{settings.ADRESSE}{value['document'].url}"))


def write_point(point: PointCite) -> Iterable[Bloc]:
    yield Intertitre(3, ligne(typo(point.titre)))
    yield from write_rich_text(point.texte, niveau=4)
    if point.derriere:
        yield Paragraphe((*ligne(typo("Derrière ce point : "), gras=True), *ligne(name_behind(point.derriere))))
        yield Liste(tuple(Puce(write_element(element)) for element in point.elements))
    for retrait in point.retraits:
        yield Paragraphe(ligne(typo(say_retrait(retrait)), italique=True))


def name_behind(derriere: Derriere) -> str:
    """« 3 ateliers, 2 régions (Corse, Bretagne), 2 années (2024, 2025) »."""
    said = say_derriere(derriere).split(", ")
    names = {"région": derriere.regions, "année": tuple(map(str, derriere.annees))}
    return ", ".join(
        f"{part} ({', '.join(named)})" if (named := names.get(part.split()[1].rstrip("s"))) else part for part in said
    )


def write_rich_text(value: Any, niveau: int) -> Iterable[Bloc]:
    return read_html(expand_db_html(getattr(value, "source", "") or ""), niveau=niveau, adresse=settings.ADRESSE)


def write_element(element: Element) -> Ligne:
    carte = present_element(element, [])
    return (
        Fragment(typo(f"{carte.genre} : "), gras=True),
        Fragment(say_words(carte) + " ("),
        *write_source(element),
        Fragment(")"),
    )


def say_words(carte: Carte) -> str:
    """What was said; who and by when of a commitment, who of a quote."""
    element = carte.element
    words = f"« {element.texte} »" if element.genre == GenreElement.CITATION else element.texte.rstrip(".")
    told = [element.auteur_citation, element.qui, f"pour le {jour(element.echeance)}" if element.echeance else ""]
    told.append(element.get_etat_display().lower() if element.etat else "")
    return str(typo(", ".join([words, *(part for part in told if part)])))


def write_source(element: Element) -> Ligne:
    origine = origine_of(element)
    region = f", {origine.region_nom}" if origine.region_nom else ""
    return (
        Fragment(typo(say_origine(origine)), lien=f"{settings.ADRESSE}{adresse_of(element, origine)}"),
        *ligne(region),
    )


def write_citation(element: Element) -> Citation:
    said = f"« {element.texte} »" if element.genre == GenreElement.CITATION else element.texte
    who = ligne(f"{typo(element.auteur_citation)}, ") if element.auteur_citation else ()
    return Citation(ligne(typo(said)), (*who, *write_source(element)))


def write_atelier(origine: Origine) -> Ligne:
    region = f", {origine.region_nom}" if origine.region_nom else ""
    return (Fragment(typo(say_atelier(origine)), lien=f"{settings.ADRESSE}{origine.adresse}"), *ligne(region))

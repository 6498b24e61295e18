"""What the editors' desk needs to exist: the tree's first pages, its groups, and the second reader.

Run after each migration, twice changes nothing. Groups hold Wagtail's rights by tree; who is in them follows the
memberships (redaction.py), and the region's limit is in `TesteurDeRegion`.
"""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from entredeux.reseau.enums import GenreRubrique
from entredeux.reseau.metier import ensure_metier
from entredeux.reseau.models import Accueil, Intervenant, Organisation, Relecture, Rubrique

ANIMATION, REDACTION = "reseau-animation", "reseau-redaction"
DROITS = {
    ANIMATION: ("add", "change", "publish", "bulk_delete", "lock", "unlock"),
    REDACTION: ("add", "change"),
}
RUBRIQUES = (
    (GenreRubrique.PROGRAMME, "Programme", "programme"),
    (GenreRubrique.RESSOURCES, "Ressources", "ressources"),
    (GenreRubrique.RESTITUTIONS, "Restitutions", "restitutions"),
)
CHAPEAU = (
    "Les webinaires et les journées régionales de la médiation sociale : les questions posées, celles et ceux qui en "
    "ont parlé, et où le lire."
)


@transaction.atomic
def ensure_reseau(**_: Any) -> None:
    accueil = ensure_tree()
    for nom, droits in DROITS.items():
        ensure_group(nom, droits, accueil)
    ensure_relecture(accueil)


def ensure_tree() -> Accueil:
    Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node() or Page.add_root(title="Racine", slug="root")
    accueil = Accueil.objects.first()
    if accueil is None:
        accueil = root.add_child(
            instance=Accueil(
                title="Se rencontrer, garder ce qui s'est dit, s'en servir ce soir",
                slug="accueil",
                chapeau=CHAPEAU,
                show_in_menus=False,
            )
        )
        for genre, titre, slug in RUBRIQUES:
            accueil.add_child(instance=Rubrique(title=titre, slug=slug, genre=genre, show_in_menus=True))
        ensure_metier(accueil)  # with the tree only: a page an editor deletes does not come back
    ensure_site(accueil)
    return accueil


def ensure_site(accueil: Accueil) -> None:
    """Wagtail's own welcome page gives way; a root that an operator chose is kept. Addresses in mails are ours."""
    adresse = urlsplit(settings.ADRESSE)
    place = {"hostname": adresse.hostname, "port": adresse.port or (443 if adresse.scheme == "https" else 80)}
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        Site.objects.create(**place, root_page=accueil, is_default_site=True, site_name="Entre-deux")
        return
    welcome = site.root_page
    gives_way = welcome.specific_class is Page
    if gives_way:
        site.root_page, site.site_name = accueil, "Entre-deux"
    site.hostname, site.port = place["hostname"], place["port"]
    site.save()
    if gives_way and welcome.depth == 2 and welcome.numchild == 0:
        welcome.delete()


def ensure_group(nom: str, droits: tuple[str, ...], accueil: Accueil) -> None:
    groupe, _ = Group.objects.get_or_create(name=nom)
    groupe.permissions.add(permission_of("access_admin", "wagtailadmin", "admin"))
    for model in (Organisation, Intervenant):
        for action in ("add", "change"):
            groupe.permissions.add(permission_of_model(action, model))
    for droit in droits:
        GroupPagePermission.objects.get_or_create(
            group=groupe, page=accueil.page_ptr, permission=permission_of_model(droit, Page)
        )
    racine = Collection.get_first_root_node() or Collection.add_root(name="Racine")
    for fichier in ("document", "image"):
        for action in ("add", "choose"):
            permission = permission_of(f"{action}_{fichier}", f"wagtail{fichier}s", fichier)
            GroupCollectionPermission.objects.get_or_create(group=groupe, collection=racine, permission=permission)


def permission_of_model(action: str, model: Any) -> Permission:
    return permission_of(f"{action}_{model._meta.model_name}", model._meta.app_label, model._meta.model_name)


def permission_of(codename: str, app_label: str, model: str) -> Permission:
    """Made here when migrations have not made it yet: the order of `post_migrate` receivers is not ours."""
    content_type, _ = ContentType.objects.get_or_create(app_label=app_label, model=model)
    permission, _ = Permission.objects.get_or_create(
        codename=codename, content_type=content_type, defaults={"name": codename}
    )
    return permission


def ensure_relecture(accueil: Accueil) -> None:
    """Every page of the tree waits for someone else than its author before it is published."""
    if Relecture.objects.exists():
        return
    tache = Relecture.objects.create(name="Relecture par une seconde personne")
    workflow = Workflow.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=workflow, task=tache, sort_order=0)
    WorkflowPage.objects.update_or_create(page=accueil.page_ptr, defaults={"workflow": workflow})

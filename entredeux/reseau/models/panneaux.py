"""How the desk lays out an event: five tabs, in the order one prepares a day."""

from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.models import Page

PRISE = [
    FieldRowPanel([FieldPanel("role"), FieldPanel("intervenant"), FieldPanel("fonction")]),
    FieldRowPanel([FieldPanel("organisation"), FieldPanel("lieu")]),
    FieldPanel("resume"),
]
SEQUENCE = [
    FieldRowPanel([FieldPanel("genre"), FieldPanel("titre")]),
    FieldRowPanel([FieldPanel("date"), FieldPanel("heure_debut"), FieldPanel("heure_fin")]),
    FieldRowPanel([FieldPanel("salle"), FieldPanel("places"), FieldPanel("est_sur_inscription")]),
    FieldPanel("resume"),
    InlinePanel("prises", heading="Qui prend la parole", label="Personne ou organisation"),
    MultiFieldPanel([FieldPanel("domaine"), FieldPanel("themes")], heading="Domaine et thèmes", classname="collapsed"),
]
_IDENTITE = [
    *Page.content_panels,
    FieldPanel("genre"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("date_debut"), FieldPanel("date_fin"), FieldPanel("precision_date")]),
            FieldRowPanel([FieldPanel("heure_debut"), FieldPanel("heure_fin"), FieldPanel("fuseau")]),
        ],
        heading="Quand",
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("lieu"), FieldPanel("adresse")]),
            FieldPanel("region"),
            FieldPanel("lien_visio"),
        ],
        heading="Où",
    ),
    FieldPanel("resume"),
    FieldPanel("domaine"),
    FieldPanel("themes"),
    FieldPanel("publics"),
    FieldPanel("partenaires"),
]
_RESTE = [
    FieldPanel("moments_forts"),
    FieldPanel("corps"),
    FieldPanel("documents"),
    MultiFieldPanel(
        [
            FieldPanel("stand_tenu_par"),
            FieldPanel("stand_contenu"),
            InlinePanel("stand_ressources", label="Ressource du stand"),
        ],
        heading="Stand ressources",
    ),
    FieldPanel("participants"),
    FieldPanel("sources"),
]
_INSCRIPTIONS = [
    FieldPanel("places"),
    FieldRowPanel([FieldPanel("inscription_du"), FieldPanel("inscription_au")]),
    FieldPanel("jours_de_relecture"),
    MultiFieldPanel([FieldPanel("est_annule"), FieldPanel("motif_annulation")], heading="Annulation"),
]
_PUBLICATION = [
    FieldPanel("slug"),
    FieldPanel("seo_title"),
    FieldPanel("search_description"),
    PublishingPanel(),
]
EVENEMENT = TabbedInterface(
    [
        ObjectList(_IDENTITE, heading="L'événement"),
        ObjectList(
            [InlinePanel("sequences", heading="Séquences, dans l'ordre de la journée", label="Séquence")],
            heading="Le déroulé",
        ),
        ObjectList(_INSCRIPTIONS, heading="Inscriptions"),
        ObjectList(_RESTE, heading="Ce qu'il en reste"),
        ObjectList(_PUBLICATION, heading="Adresse et publication"),
    ]
)

from django import template
from django.urls import reverse

from entredeux.reseau.codes import code_billet
from entredeux.reseau.envois_attestations import USAGE
from entredeux.reseau.liens import sign_lien
from entredeux.reseau.models import Attestation, Inscription

register = template.Library()


@register.filter
def billet(inscription: Inscription) -> str:
    """« K7M 2QX »: what its owner says at the door."""
    return code_billet(inscription.pk)


@register.simple_tag
def lien_attestation(inscription: Inscription) -> str:
    """The page of this person's certificate; "" while none was issued. On a page that its own link opened."""
    pk = Attestation.objects.filter(inscription=inscription).values_list("pk", flat=True).first()
    return reverse("attestation", args=[sign_lien(USAGE, pk)]) if pk else ""

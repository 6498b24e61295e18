"""Nightly: an address that was never confirmed is forgotten."""

from entredeux.reseau.actions.abonnements import forget_unconfirmed
from entredeux.socle.taches import register_nightly

register_nightly(forget_unconfirmed)

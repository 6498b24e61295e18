"""Two clocks: the instant (UTC) and the shift's day (`date_service`); a half-hour slot for what stays."""

from datetime import date, datetime, timedelta

from entredeux.cadre.models import Structure


def local_time(structure: Structure, instant: datetime) -> datetime:
    return instant.astimezone(structure.zone)


def service_date(structure: Structure, instant: datetime) -> date:
    """The shift's day: before the hour at which the structure turns its day, the night before."""
    return (local_time(structure, instant) - timedelta(hours=structure.heure_bascule)).date()


def half_hour(structure: Structure, instant: datetime) -> str:
    """ "21:30" for 21 h 47, in the structure's time."""
    local = local_time(structure, instant)
    return f"{local.hour:02d}:{local.minute // 30 * 30:02d}"

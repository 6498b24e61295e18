import uuid


def parse_uuid(text: str | None) -> uuid.UUID | None:
    """The id a page or an address says; None when it is no id at all."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None

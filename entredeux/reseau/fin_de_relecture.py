"""How a page is published once reread. wagtail.models imports this while it loads: nothing of it is imported here."""

from typing import Any


def publish_relue(workflow_state: Any, user: Any = None) -> None:
    """An editor of a region does not publish alone; with whoever asked for the rereading, they are two."""
    reread = workflow_state.task_states.filter(status="approved")
    were_two = reread.exclude(finished_by=workflow_state.requested_by).exists()
    workflow_state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=were_two)

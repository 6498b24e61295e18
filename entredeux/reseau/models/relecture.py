from typing import Any

from django.db.models import QuerySet
from wagtail.models import Task, TaskState

from entredeux.cadre.access import can_write_region


class Relecture(Task):
    """A step of Wagtail's workflow: someone who writes for the page's region, and did not submit it, rereads it."""

    class Classement:
        internes = ("id", "task_ptr", "name", "content_type", "active")

    class Meta:
        verbose_name = "relecture par une seconde personne"

    def can_reread(self, page: Any, compte: Any) -> bool:
        state = page.current_workflow_state
        asked_by = state.requested_by_id if state else None
        return compte.pk != asked_by and can_write_region(compte, page.specific.region_de_page)

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self.can_reread(obj, user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        if not self.can_reread(obj, user):
            return []
        return [
            ("reject", "Demander des changements", True),
            ("approve", "Valider et publier", False),
            ("approve", "Valider avec un commentaire", True),
        ]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> QuerySet[TaskState]:
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        mine = [
            state.pk
            for state in waiting.select_related("workflow_state")
            if self.can_reread(state.workflow_state.content_object, user)
        ]
        return waiting.filter(pk__in=mine)

    @classmethod
    def get_description(cls) -> str:
        return "Une personne qui écrit pour la région, et qui n'a pas soumis la page, la relit"

"""Import of existing logs: read (lecture), map (correspondance, proposition), convert (conversion), apply (execution).

Nothing here writes an intervention by itself: rows go through `terrain.actions.record_interventions`.
"""

"""Before and after, honestly: what changed in halls where something was tried, against halls where nothing was.

`estimation` is pure numpy; `panneau` says whether there is enough to say anything; `phrases` holds the three fixed
sentences. Internal to a structure: what may be shared is the effect and its interval, over enough halls.
"""

"""Known points of real quarters, WGS84."""

GRANDE_RESIDENCE = ("QN06225M", 2.8383, 50.45)  # Lens, Loison-sous-Lens and Vendin-le-Vieil
CITE_2 = ("QN06226M", 2.843, 50.4348)  # Lens alone
DUCHERE = ("QN06934M", 4.7942, 45.7851)  # Lyon
HORS_QPV_LYON = (4.8320, 45.7578)  # place Bellecour
HORS_QPV_LENS = (2.8333, 50.4286)  # the station: neither a quarter, nor a commune contour of ours

"""Search in French over what the network publishes: own postings, the same ordered answers on both engines.

    analyse      a text to its stems                     recette      the weights, and why
    documents    what a source gives                     sources      who gives
    indexation   writing                                 synonymes    the words of the trade
    requete      what is asked, as slots                 moteur       what answers, in order
    extraits     the passage shown, its words marked     lecture      a whole answer, for a page

Nothing here knows what an event or a transcript is: each registers its documents (sources.py).
"""

"""Hotlists: plates that somebody looks for, the hits on them, and lists that come as CSV.

Words. An *entry* is one plate, or part of one, on one hotlist, with a reason and an end; a *hit* is a read that fits an
entry. A hit is *exact* where the confirmed text is the entry's, letter for letter, and *possible* otherwise.

Invariants. Only an exact hit of a confirmed read alerts; a possible one needs a person. A text that differs in one
character by more than the confusable ones is no hit at all. Entries and lists that are expired, removed or retired hit
nothing. One pass of a vehicle is one hit of an entry, however often it is read. An import is there as a whole or not at
all. Where a list asks for two persons, nobody confirms a hit alone.
"""

"""The room of number plates: reads from cameras that push and from video, hotlists, searches, journeys.

Words. A *read* is one pass of one vehicle before one camera with the plate that was made out; a *plate* is the text
alone, letters and digits without spaces; a *hotlist* names plates that somebody looks for, with a reason, an owner and
an end; a *hit* is a read that fits an entry; a *journey* is the reads of one plate in order, under an authority.

Invariants. Nothing is stored about keepers. No read is dropped for its grammar. Only an exact hit of a confirmed read
raises an alert by itself; anything else is "possible" and needs a person. Every search has a purpose, a case reference
and a requester, and stands in the audit log before its results are shown. `engine` is pure: pixels in, reads out.
"""

"""Reads as they are stored and looked at: keeping, live view, search, holds, retention, samples.

Words. A read's *moment* is when the plate was read, to the millisecond, and stands in its identifier. The *dictionary*
holds each plate once, with its fold. A *search* is one question with a purpose, a case reference and a requester; a
*finding* is what makes a search worth a second look; a *sample* is a read that a person checks against its picture; a
*disposal* is the deletion of reads whose time is over, with its proof.

Invariants. A read's identifier and moment never change. A row has its pictures on the disk before it is committed. The
audit line of a look is written before anything is shown. Nothing outlives its time but what is held.
"""

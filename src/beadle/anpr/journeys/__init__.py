"""Journeys: what the reads of several cameras say together, for one plate under an authority, or with no plate at all.

Words. A *journey* is the passes of one plate in order; a *leg* is from one pass to the next; *joined* is a read of
another text that is likely a misread of the plate; a *clone* is a second vehicle with the same plate; a *convoy* is
vehicles that pass together more often than traffic explains; *flows* and *origin and destination* count passes.

Invariants. A plate is followed only for a purpose, with a case reference and a requester, and within the cameras that
somebody's rights reach; the audit log has it before the answer leaves. Convoys are off unless a setting turns them on.
Nothing here decides: a clone and a convoy are findings for a person to look at. Counts hold no plate, and what is
counted from few passes is not told.
"""

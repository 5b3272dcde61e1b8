"""Who may do what: users, roles, sessions and permissions, behind one authorize().

Words: a *role* is a purpose that a person works for (operator, auditor...); a *permission* is one thing that a role may
do; an *actor* is who acts, with the roles they have now; a *session* is one sign-in of one person on one browser; a
*look* is any showing of picture, plate or result.

Invariants: no route without a rule (a permission, or a place on the short list of open ones); no byte of a look before
its audit line is committed; no password and no session token is stored or logged, only their hashes; withdrawing a
right ends every session of the person at once.
"""

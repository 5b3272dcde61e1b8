"""Rights in three directions: role, camera group and purpose; and what lifts them in an emergency.

Words: a *grant* gives a user one role, on one camera group or on every camera, for some purposes or for every one; a
*purpose* is why somebody looks, from the list that the council keeps, and is *stated* for a session; *breaking the
glass* lifts the limits of groups and purposes for an hour, and is reported and reviewed.

Invariants: the tables of this package are asked by `accounts.permissions.authorize()` alone; a camera that is not
there and one of somebody else's group are refused in the same words; a purpose is retired, never deleted, because the
audit log quotes it; no grant of administration is limited, because whoever holds it could lift the limit.
"""

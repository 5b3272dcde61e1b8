"""What is on the poles and in whose name: sites, cameras and their health.

Words: a *site* is a place; a *camera* is one lens on a pole, with its `number` (what operators type) and its `key` (the
name of its footage on disk); an *address* is where a stream is fetched; the *plan* is what recorders are told.

Invariants: a key never changes; a camera's password is stored encrypted, bound to its camera, and never leaves through
the API, a log or an audit line; a camera is never deleted, only retired, because footage and the log speak of it.
"""

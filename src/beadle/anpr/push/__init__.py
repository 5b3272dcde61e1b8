"""Messages that cameras push, from the wire to reads: the spool on disk, tokens, and the pump that empties the spool.

Invariants. A message is answered with 200 only once it is on disk. What is in the spool becomes a read exactly once,
or stands in the list of refused messages with its reason; where the spool was read to moves on in the transaction that
stores the reads. `spool`, `segments`, `message`, `own` and `plan` know no database: the analyser writes through them.
"""

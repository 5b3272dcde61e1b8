"""The append-only log of every act and every look, and the proof that nobody has touched it since.

Words: an *entry* is what a room wants written down; a *line* is an entry as it stands in the log. A *leaf* is the
SHA-256 of a line (or of a batch of segment hashes) in the log's Merkle tree; a line is *sealed* once it has one. A
*checkpoint* is the signed root of the tree at some size; *copies* of checkpoints go to second places. The names of
actions belong to the rooms that act: this room knows none of them.

Invariants: a line is never changed and never deleted (the database refuses both, the tree shows both); a look whose
line cannot be written does not happen. Personal values stand apart from the line, which holds only their salted
hash: forgetting them at the end of their time leaves the tree as it was, and is itself written down.
"""

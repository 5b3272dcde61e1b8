"""The append-only log of every act and every look.

Words: an *entry* is what a room wants written down; a *line* is an entry as it stands in the log. The names of actions
belong to the rooms that act: this room knows none of them.

Invariants: a line is never changed and never deleted (the database refuses both); a look whose line cannot be written
does not happen.
"""

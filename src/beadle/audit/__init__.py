"""The append-only log of every act and every look."""

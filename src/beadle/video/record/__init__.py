"""From frames to segments: the part of the recorder that decides what is written where."""

"""Plates read by Beadle itself, from the video that the recorder has anyway.

Words: a *look* is one picture in which the engine looked for plates; a *mover* is a part of the picture that differs
from what stands there normally; a *post* is one camera that is read.

Invariants: no second connection to a camera is opened; recording never waits for reading; a picture that comes too late
is left out and counted, never queued without end. What is read goes into the spool like any pushed read.
"""

"""The picture watch: is a camera covered, moved or out of focus, and does anything move before it?

Words: a *look* is one decoded key frame, grey and small; a *reference* is what a camera's picture normally is like, in
one *lighting*; a *finding* is what the looks of the last half minute agree on.

Invariants: it measures brightness, edges and change, and nothing else: no person, face, plate or gait is looked for,
there is no sound, and no picture is kept (a reference holds blurred edges of what stands still). It opens no stream
that nobody needs, and it never holds up recording: a look that comes too late is left out.
"""

"""Pictures like photographs, with number plates whose corners are known exactly.

Everything is made from numbers: no photograph, no model and no download goes in. The pictures are grey, because the
detector looks at brightness alone (the picture of an infrared lamp has no colours, and video hands out luma for free).

Lengths on vehicles are millimetres on the plane of the plate, with the middle of the plate at (0, 0), x to the right
and y downwards; `pose` maps that plane into the picture.
"""

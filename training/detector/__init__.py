"""The network that finds number plates: its data, its training, its export and its scores.

One class, no anchors: at every eighth pixel it says how likely the middle of a plate lies there, where the plate's four
corners are, and whether it has two lines. It sees brightness alone. `beadle.anpr.engine.detect` runs it.
"""

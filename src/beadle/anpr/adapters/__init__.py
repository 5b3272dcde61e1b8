"""What cameras of other makers push, made into observations. Pure: bytes in, observations out, nothing raised.

`understand` takes one message as it came and gives, in order, an Observation for every plate, a Refused for what looks
like a plate and cannot be kept, and a Nothing for the rest: heartbeats, pictures without a plate, other events. Field
names differ by firmware, so that each adapter looks for several; what one row of a message lacks never costs another.
"""

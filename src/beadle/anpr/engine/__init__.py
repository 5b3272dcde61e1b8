"""From pixels to plates: detect, rectify, recognise, track, vote, decode. Pure: no file, no database, no clock."""

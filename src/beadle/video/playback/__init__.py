"""Recorded pictures for a viewer: time lines, byte ranges, playlists and stills."""

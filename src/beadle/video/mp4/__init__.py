"""Fragmented MP4, written and read: pure functions from frames to boxes and back."""

"""Plates from video: the analyser takes frames of the chosen cameras and tells what it read."""

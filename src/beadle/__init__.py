"""Beadle: the open-source system that a town council runs its public-space CCTV on."""

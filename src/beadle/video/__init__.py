"""From socket to disk to screen: ingest, footage, live, playback and export. It knows no plate, incident or person."""

"""How the plate networks are made: drawn plates, training, export. Not needed at run time; `training/README.md`."""

"""The network that reads a plate's strip: its data, its shape, its training, its export and its scores."""

"""One file per operating-system process, and the command line that starts them."""

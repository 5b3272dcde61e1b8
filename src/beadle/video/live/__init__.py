"""Live pictures: fan-out in the recorder, the media socket, and the link that other processes use."""

"""A pretend town: RTSP cameras, traffic and a made-up past. No real person, no real plate keeper."""

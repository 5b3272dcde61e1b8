"""A foreign RTSP server for measurements: GStreamer's, serving one H.264 file (MP4) as many cameras.

Run it with the system's Python where Debian's python3-gi and gir1.2-gst-rtsp-server-1.0 are installed:

    /usr/bin/python3 benchmarks/foreign_rtsp.py clip.mp4 --cameras 80 --port 8654

Camera n is at rtsp://127.0.0.1:PORT/cam/n. Every camera has a pipeline of its own, as real cameras would; a camera
ends with the file, which therefore has to be longer than the measurement (`ffmpeg -stream_loop 30 -i a.mp4 -c copy`).
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import gi  # type: ignore[import-not-found,unused-ignore]

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # type: ignore[import-not-found,unused-ignore]  # noqa: E402


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--cameras", type=int, default=80)
    parser.add_argument("--port", type=int, default=8654)
    options = parser.parse_args()
    Gst.init(None)
    server: Any = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(str(options.port))
    launch = (
        f'( filesrc location="{options.clip.resolve()}" ! qtdemux ! h264parse '
        "! rtph264pay name=pay0 pt=96 config-interval=-1 mtu=1400 )"
    )
    for number in range(1, options.cameras + 1):
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(launch)
        server.get_mount_points().add_factory(f"/cam/{number}", factory)
    server.attach(None)
    print(f"serving {options.cameras} cameras at rtsp://127.0.0.1:{options.port}/cam/N", flush=True)
    GLib.MainLoop().run()


if __name__ == "__main__":
    main()

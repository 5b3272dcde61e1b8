"""From a camera's socket to frames: our own RTSP, RTP and depacketising, all of it written for hostile input.

Words: a *source* is the long-lived part for one stream of one camera; a *session* is one sign-on to it, from
DESCRIBE to TEARDOWN; a *track* is the one video medium that is set up; a *unit* is an access unit, one picture.

Invariants:
- Audio is never set up, whatever a camera offers.
- Nothing read from a camera is trusted: every line, header, body, NAL unit and count has a bound.
- No request leaves the camera's host, whatever a redirect or a control URL says.
- A password appears in no log line, error or state detail.
- `CameraSource` never raises because of a camera: it reports a state and tries again.
"""

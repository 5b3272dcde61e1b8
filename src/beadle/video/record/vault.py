"""The last known configuration on disk: the recorder starts from it without anybody's help. Passwords are encrypted."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from beadle.platform.errors import DataLoss
from beadle.platform.log import get_logger
from beadle.platform.storage import write_atomically
from beadle.video.record.configuration import CameraConfiguration, parse_cameras

FILE = "recorder.json"
_NONCE_BYTES = 12
_log = get_logger("record")


class Vault:
    """Keeps a configuration in `recorder.json` (mode 0600) of the data folder."""

    def __init__(self, data_dir: Path, key: bytes) -> None:
        self._path = data_dir / FILE
        self._key = hashlib.sha256(b"beadle recorder passwords\0" + key).digest()

    def __repr__(self) -> str:
        return f"Vault({str(self._path)!r})"

    def save(self, version: int, cameras: Mapping[str, CameraConfiguration]) -> None:
        """Replace what is kept. Blocks until it is durable."""
        rows = []
        for camera in cameras.values():
            row = camera.model_dump(mode="json")
            row["password"] = self._seal(camera.key, camera.password)
            rows.append(row)
        content = {"format": 1, "version": version, "cameras": rows}
        write_atomically(self._path, json.dumps(content, indent=1).encode(), mode=0o600)

    def load(self) -> tuple[int, dict[str, CameraConfiguration]]:
        """The version and the cameras that were kept; version 0 and none where nothing was. Raises DataLoss."""
        if not self._path.exists():
            return 0, {}
        try:
            content = json.loads(self._path.read_bytes())
            rows = [{**row, "password": self._open(row["key"], row["password"])} for row in content["cameras"]]
            return int(content["version"]), parse_cameras(rows)
        except (ValueError, KeyError, TypeError) as error:
            raise DataLoss(
                f"The recorder's last known configuration, {self._path}, cannot be read.",
                advice="Start the server: it sends the configuration again. Or put the file back from your backup.",
            ) from error

    def _seal(self, camera: str, password: str) -> str:
        if not password:
            return ""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = _cipher(self._key).encrypt(nonce, password.encode(), camera.encode())
        return base64.b64encode(nonce + sealed).decode()

    def _open(self, camera: str, sealed: str) -> str:
        if not sealed:
            return ""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see _cipher

        raw = base64.b64decode(sealed, validate=True)
        try:
            return str(_cipher(self._key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], camera.encode()).decode())
        except InvalidTag:
            # The key was changed. Without its password this camera does not come up, but all the others do.
            _log.error("camera password not readable with this key", camera=camera)
            return ""


def _cipher(key: bytes) -> Any:
    """Loaded only where there is a password: the library takes ten megabytes of a recorder that may do without."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(key)

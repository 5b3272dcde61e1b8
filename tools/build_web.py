"""Build hook of the wheel: puts the built web app into the package as beadle/web."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebAppHook(BuildHookInterface[Any]):
    """Includes web/dist, building it first where it is missing. An editable install reads web/dist where it is."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling before it writes the wheel."""
        if version == "editable":
            return
        root = Path(self.root)
        dist = root / "web" / "dist"
        if not (dist / "index.html").exists():
            for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
                subprocess.run(["npm", *arguments], cwd=root / "web", check=True)
        build_data["force_include"][str(dist)] = "beadle/web"

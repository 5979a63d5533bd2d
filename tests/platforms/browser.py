"""Pages as pictures, taken by Chromium where it is installed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_HEIGHT = 2600
_BELOW = 20


def find_browser() -> str | None:
    """Its path; None, and a line that says so, where there is none."""
    found = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if found is None:
        print("No Chromium here, so no PNGs: `apt-get install chromium` brings it.")
    return found


def take(page: Path, picture: Path, browser: str, width: int) -> None:
    """A PNG of the page, `width` pixels wide and without the empty space below it."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--allow-file-access-from-files",
        ]
        command += [f"--user-data-dir={profile}", f"--window-size={width},{_HEIGHT}", f"--screenshot={picture}"]
        subprocess.run([*command, page.resolve().as_uri()], check=True, capture_output=True, timeout=60)
    with Image.open(picture) as image:
        shot = image.convert("RGB")
    pixels = np.asarray(shot).astype(int)
    # The page's own colour is that of its last corner.
    rows = np.nonzero((np.abs(pixels - pixels[-1, -1]) > 5).any(axis=(1, 2)))[0]
    shot.crop((0, 0, width, min(shot.height, int(rows.max()) + _BELOW))).save(picture)

"""Write requirements/*.txt anew from *.in: names, versions and hashes for every platform, and no addresses."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parents[1] / "requirements"
OPTIONS = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--python-version", "3.11", "--quiet"]


def main(arguments: list[str]) -> int:
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    for name in ("bootstrap", "run", "test"):  # in this order: test.txt builds on run.txt
        command = [uv, "pip", "compile", f"{name}.in", "-o", f"{name}.txt", *OPTIONS, *arguments]
        if code := subprocess.run(command, cwd=REQUIREMENTS, check=False).returncode:
            return code
        print(f"→ requirements/{name}.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

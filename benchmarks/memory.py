"""How much memory one export adds, in a process of its own: a process that has made 20,000 rows before has room that would hide it.

``python -m benchmarks.memory csv`` in the environment that ``benchmarks`` hands down prints the MiB, or nothing where the system does not tell.
"""

import gc
import re
import sys
from pathlib import Path

STATUS, PEAK_AGAIN = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def main(file_format: str) -> None:
    import django

    django.setup()
    from benchmarks.measures import export_of, scene_of

    scene = scene_of(times=1)
    export_of(scene, scene.open, file_format)  # what is imported and remembered the first time
    gc.collect()
    try:
        PEAK_AGAIN.write_text("5")  # the peak begins anew
        before = _mebibytes("VmRSS")
    except OSError:
        return
    export_of(scene, scene.long, file_format)
    print(f"{_mebibytes('VmHWM') - before:.1f}")


def _mebibytes(name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+)", STATUS.read_text())
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main(sys.argv[1])

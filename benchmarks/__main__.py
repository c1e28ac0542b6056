"""Makes database, folder and rows, measures, prints, and takes everything away again."""

import argparse
import os
import sys
import tempfile
import time


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks")
    options.add_argument("--rows", type=int, default=20_000, help="of the long list (default 20,000)")
    options.add_argument("--times", type=int, default=21, help="how often a page is asked for; the median counts")
    asked = options.parse_args()
    began = time.monotonic()
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores / 4:
        print(f"This machine is not idle (load {load:.1f} on {cores} cores): read the ratios with care.", file=sys.stderr)
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ.update(BENCH_FOLDER=folder, DJANGO_SETTINGS_MODULE="benchmarks.settings")
        import django

        django.setup()
        from django.db import connection

        before = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            _measure(asked.rows, asked.times)
        finally:
            connection.creation.destroy_test_db(before, verbosity=0)
    print(f"\n{time.monotonic() - began:.0f} seconds in all.")


def _measure(rows: int, times: int) -> None:
    from django.db import connection

    from benchmarks import measures
    from seminar_portal import clock, demo
    from seminar_portal.demo import large

    now = clock.now()
    demo.load(now)
    began = time.perf_counter()
    large.load(now, rows=rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a server does by itself after a while
    version = ".".join(map(str, connection.get_database_version()))
    print(f"{connection.display_name} {version}; {rows:,} registrations made in {time.perf_counter() - began:.0f} seconds; median of {times} for pages\n")
    print(f"{'':58}{'ms':>10}{'ratio':>9}")
    scene = measures.scene_of(times)
    for figure in measures.figures(scene):
        ratio = f"{figure.ratio:8.1f}×" if figure.ratio is not None else f"{'= 1':>9}"
        more = "; ".join(filter(None, [f"to {figure.than}" if figure.than else "", figure.note]))
        print(f"{figure.what:58}{figure.milliseconds:10.2f}{ratio}  {more}", flush=True)
    print(f"\n{measures.weight(scene)}")


if __name__ == "__main__":
    main()

"""What the portal's heaviest pages and files cost:  ``make bench`` (``make bench ROWS=2000`` for a shorter list).

For an idle machine. Absolute figures say more about the machine than about us, so each stands beside a ratio to something bare that is measured in the same
run: an empty Django view behind the same middleware, the plain query of the same rows, a loop of ``csv.writer``, the three statements of an act. A ratio
that grows between two commits is a loss; a millisecond is not.

It makes its own database (in SQLite; with ``TEST_DATABASE_URL``, as under ``python -m tests.servers``, beside that one in PostgreSQL) and its own folder,
opens no port and no connection but that, sends no mail, and leaves nothing behind. At 20,000 rows it takes a minute or two, most of it for making the rows.
The figures go to the screen only.
"""

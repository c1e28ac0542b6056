"""How the tables are emptied after a test that commits: by deleting the rows it left, and nothing else.

Django's own way, ``flush``, empties every table and then makes all rights, groups and content types anew: a third of a second on PostgreSQL, more than most
of these tests take.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

Flush = Callable[[Any], None]


class PutBack:
    """``_fixture_teardown`` of Django's TransactionTestCase. The rows that ``migrate`` has made stay; where a test has changed one, ``flush`` does it."""

    def __init__(self, flush: Flush) -> None:
        self.flush = flush
        self.tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        self._look()

    def _look(self) -> None:
        self.made = {table: self._rows(table) for table in self._filled()}

    def _filled(self) -> list[str]:
        each = (f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})" for table in self.tables)  # noqa: S608 (our own tables)
        return [name for (name,) in self._asked(" UNION ALL ".join(each))]

    def _rows(self, table: str) -> list[tuple[Any, ...]]:
        return sorted(self._asked(f"SELECT * FROM {connection.ops.quote_name(table)}"), key=repr)  # noqa: S608

    @staticmethod
    def _asked(sql: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

    def __call__(self, case: Any) -> None:
        left = [table for table in self._filled() if table not in self.made]
        if any(self._rows(table) != rows for table, rows in self.made.items()):
            self.flush(case)
            self._look()
        elif left:
            with transaction.atomic(), connection.cursor() as cursor:  # foreign keys are asked at the end: any order will do
                for table in left:
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608

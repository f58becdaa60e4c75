"""How the yardstick's runner starts, resets and checks the product: our tables in place of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.bench import yardstick

CATEGORIES = """select ec.external_id::bigint, c.name, pe.external_id::bigint from inventory_category c
  join inventory_externalcategory ec on ec.category_id = c.id
  left join inventory_externalcategory pe on pe.category_id = c.parent_id order by 1"""
PRODUCTS = """select e.external_id::bigint, p.title, p.description, p.sku, p.price, cast(p.stock as integer), ec.external_id::bigint,
    p.images from inventory_externalproduct e join inventory_product p on p.id = e.product_id
  left join inventory_externalcategory ec on ec.category_id = p.category_id
  where e.sync_status = 'synced' and e.external_sku = p.sku and p.stock_known and p.is_active order by 1"""
COUNTS = "select (select count(*) from inventory_product), (select count(*) from inventory_category)"
TEMPLATE = "entrepot_tpl"


def environment(database_url: str) -> dict[str, str]:
    """What the product's processes are started with."""
    return {
        "DATABASE_URL": database_url,
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "bench-only-bench-only-bench-only-bench-only-bench",
        "B2B_API_KEY": "bench-key",
        "CELERY_BROKER_URL": "",
        "LOG_LEVEL": "WARNING",
        "PRODUCT_ROOT": str(yardstick.PROJECT),
    }


def _for_sqlite(sql: str) -> str:
    return (
        sql.replace("ec.external_id::bigint", "cast(ec.external_id as integer)")
        .replace("e.external_id::bigint", "cast(e.external_id as integer)")
        .replace("pcast(", "cast(p")
    )


def check(verify: Any, base: str, database: str) -> str:
    """The yardstick's `verify` over our tables, in the database its settings name ("pg" or "sqlite")."""
    theirs = verify.CATS, verify.PRODUCTS, verify.COUNTS
    ours = (CATEGORIES, PRODUCTS, COUNTS)
    if database == "sqlite":
        ours = (_for_sqlite(CATEGORIES), _for_sqlite(PRODUCTS), COUNTS)
    verify.CATS, verify.PRODUCTS, verify.COUNTS = ours
    try:
        return str(verify.check(base, database))
    finally:
        verify.CATS, verify.PRODUCTS, verify.COUNTS = theirs


class Product:
    """One database kind's worth of the product under the yardstick."""

    def __init__(self, run: ModuleType, database: str) -> None:
        self._run, self._database = run, database
        self._sqlite_template = yardstick.ROOT / "entrepot_tpl.sqlite3"

    @property
    def environment(self) -> dict[str, str]:
        return environment(self._url(self._run.PG["dbname"], str(self._run.SQLITE_PATH)))

    def _url(self, name: str, path: str) -> str:
        if self._database == "sqlite":
            return f"sqlite:///{path}"
        pg = self._run.PG
        return f"postgres://{pg['user']}@{pg['host']}:{pg['port']}/{name}"

    def make_template(self) -> None:
        """An empty migrated database, copied before each first sync; made again in each session, for the code moves."""
        if self._database == "sqlite":
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self._sqlite_template}{suffix}").unlink(missing_ok=True)
        else:
            self._run.admin(f"drop database if exists {TEMPLATE} with (force)")
            self._run.admin(f"create database {TEMPLATE} owner hub")
        url = self._url(TEMPLATE, str(self._sqlite_template))
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            cwd=yardstick.PROJECT,
            env={**os.environ, **self.environment, "DATABASE_URL": url},
            check=True,
        )

    def reset(self) -> None:
        if self._database == "sqlite":
            target = str(self._run.SQLITE_PATH)
            for suffix in ("", "-wal", "-shm", "-journal"):
                Path(f"{target}{suffix}").unlink(missing_ok=True)
            shutil.copy(self._sqlite_template, target)
            return
        name = self._run.PG["dbname"]
        self._run.admin(f"drop database if exists {name} with (force)")
        self._run.admin(f"create database {name} template {TEMPLATE} owner hub")
        self._run.admin("create extension if not exists pg_stat_statements", name)

    def check(self, base: str) -> str:
        """The yardstick's exact check over our tables; "" when every row is right."""
        return check(self._run.verify, base, self._database)

    def launcher(self) -> str:
        """An executable that stands where the yardstick expects an interpreter."""
        script = yardstick.ROOT / "product-python"
        script.write_text(
            f'#!/bin/sh\nPYTHONPATH="$PYTHONPATH:$PRODUCT_ROOT" exec {sys.executable} "$@"\n', encoding="utf-8"
        )
        script.chmod(0o755)
        return str(script)

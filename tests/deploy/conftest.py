import os


def pytest_collection_modifyitems(config, items):
    """The image and the proxy are the same whatever the database: what is slow about them runs in one profile."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return
    left_out = [item for item in items if "tests/deploy/" in item.nodeid and item.get_closest_marker("slow")]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)

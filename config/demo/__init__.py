"""The demonstration: a stranger's first minutes with the hub, through public doors only (commands and HTTP)."""

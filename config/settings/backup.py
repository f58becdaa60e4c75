"""Backups: where they go, how long they stay, and when the newest is too old."""

from config.settings.environment import env

# A folder, best on another disk. Empty: nothing is made by schedule.
BACKUP_FOLDER = env.str("BACKUP_FOLDER", default="")
# A backup goes when it is older than this many days, or when this many newer ones are there; 0: no such limit.
BACKUP_KEEP_DAYS = env.int("BACKUP_KEEP_DAYS", default=30)
BACKUP_KEEP_COUNT = env.int("BACKUP_KEEP_COUNT", default=14)
# The newest backup may be this old before staff are told.
BACKUP_MAX_AGE_HOURS = env.int("BACKUP_MAX_AGE_HOURS", default=30)

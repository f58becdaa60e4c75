"""The encryption keys in use: which stored secrets need which key, and how they are moved to a new one."""

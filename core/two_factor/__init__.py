"""Login with a second factor: a six-digit code of an authenticator app after the password, recovery codes beside it.

`authenticators` keeps the rows, `policy` says who must have one, `door` tries codes and counts failures like bad
passwords, `session` remembers what a session has proved, `gate` stops sessions that have not proved enough.
"""

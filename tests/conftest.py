"""What holds for every test."""

import signal

# A run that was started in the background has inherited "ignore Ctrl-C", and would hand it on to the processes that
# tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

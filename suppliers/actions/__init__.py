"""What can be done about suppliers: called alike by the console, the API, commands, handlers and jobs.

`by` is a user's name or the name of the program part that acts.
"""

"""The service under load from a second process: rates, waits, memory, and where the time goes."""

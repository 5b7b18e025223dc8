"""Honest life: what people do on a day, and the habits that make some of them look like fraud."""

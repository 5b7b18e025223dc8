"""Campaigns: messages of one sender, however many accounts it uses; their ids, and the files they are handed on in."""

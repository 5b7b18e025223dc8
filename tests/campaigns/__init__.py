"""Campaigns: planted among real chat, found again."""

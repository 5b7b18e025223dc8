"""Campaigns as other tools take them: one format a file, each a pure function of the campaigns."""

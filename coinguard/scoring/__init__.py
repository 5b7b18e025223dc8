"""From evidence to a verdict: models on disk, scorecard, kinds, columns."""

"""Named evidence: the catalogue and the hit table."""

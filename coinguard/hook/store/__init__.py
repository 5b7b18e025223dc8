"""What the hook keeps: decisions, the review queue, labels, lists and the audit trail."""

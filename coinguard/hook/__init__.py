"""The moderation hook: from a message's verdict to an action, held in a review queue, with an audit trail.

It never does more than its owner's policy says, and can always say what it did and why.
"""

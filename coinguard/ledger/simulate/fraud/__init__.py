"""The planted cases: one module a typology, each with an easy, a medium and a hard variant.

Easy cases are bursts of fresh accounts. Medium ones take days and mix with ordinary life. Hard ones ramp up over weeks,
stay below the thresholds people set, share as little as they can, and hide in accounts that live an ordinary life.
"""

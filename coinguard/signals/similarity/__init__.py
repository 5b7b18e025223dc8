"""Similarity: wording that comes close to a phrase somebody wrote down.

A phrase and a text are compared by the letters of their skeletons alone, without spaces and emoji, so that disguises, case,
marks and moved spaces make no difference. Their similarity, 0 to 100, is rapidfuzz's ``partial_ratio``: that of the phrase and
the nearest stretch of the text that is as long. A text no longer than the phrase is compared as a whole (``ratio``).

Comparing each text with each phrase would cost more than everything else together. What comes close to a phrase has some
piece of it unchanged (:mod:`~coinguard.signals.similarity.bound`); a kernel looks for the pieces and at what stands around one
(:mod:`~coinguard.signals.similarity.scan`), and only what may reach its threshold is compared
(:mod:`~coinguard.signals.similarity.compare`).
"""

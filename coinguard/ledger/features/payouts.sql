-- Payouts that were not declined, with the one before.
SELECT k, account_id, diamonds, usd_cents, payout_fp, lag(k) OVER (PARTITION BY account_id ORDER BY k) AS previous_k
FROM events
WHERE type = 'payout' AND coalesce(status, 'approved') <> 'declined'

-- Granted coins that were not declined.
SELECT k, account_id, coins, promo_id, referrer_id FROM events WHERE type = 'promo' AND coalesce(status, 'approved') <> 'declined'

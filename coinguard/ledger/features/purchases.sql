-- Purchases that went through, with what is known of the buyer.
SELECT e.event_id, e.k, e.account_id, e.coins, e.usd_cents, e.currency, e.channel, e.card_fp, e.bin_country, e.device_id,
       e.ip_country, e.store_country, a.home_country, a.age_band
FROM events AS e
LEFT JOIN accounts AS a ON a.account_id = e.account_id
WHERE e.type = 'purchase' AND coalesce(e.status, 'approved') IN ('approved', 'pending')

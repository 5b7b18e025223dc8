-- Gifts: who gave what to whom.
SELECT k, event_id, account_id AS giver, counterparty_id AS receiver, coins, stream_id, device_id, ip_country
FROM events
WHERE type = 'gift' AND counterparty_id IS NOT NULL AND coins > 0

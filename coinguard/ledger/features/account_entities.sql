-- Which account was seen with which card, device, address, country, receiver or payout destination, how often and since when.
SELECT 'card' AS kind, card_fp AS entity, account_id, count(*) AS uses, min(k) AS first_k, max(k) AS last_k
FROM events WHERE card_fp IS NOT NULL GROUP BY card_fp, account_id
UNION ALL
SELECT 'device', device_id, account_id, count(*), min(k), max(k) FROM events WHERE device_id IS NOT NULL
GROUP BY device_id, account_id
UNION ALL
SELECT 'ip', ip_hash, account_id, count(*), min(k), max(k) FROM events WHERE ip_hash IS NOT NULL GROUP BY ip_hash, account_id
UNION ALL
SELECT 'country', ip_country, account_id, count(*), min(k), max(k) FROM events WHERE ip_country IS NOT NULL
GROUP BY ip_country, account_id
UNION ALL
SELECT 'receiver', receiver, giver, count(*), min(k), max(k) FROM gifts GROUP BY receiver, giver
UNION ALL
SELECT 'destination', payout_fp, account_id, count(*), min(k), max(k) FROM payouts WHERE payout_fp IS NOT NULL
GROUP BY payout_fp, account_id

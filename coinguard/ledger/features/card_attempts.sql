-- Attempts to pay with a card that is known by its fingerprint.
SELECT e.k, e.account_id, e.card_fp, e.usd_cents, e.status, e.decline_code, e.device_id,
       CASE WHEN e.bin_country <> a.home_country THEN 1 ELSE 0 END AS abroad
FROM events AS e
LEFT JOIN accounts AS a ON a.account_id = e.account_id
WHERE e.type = 'purchase_attempt' AND e.card_fp IS NOT NULL

-- Which account was seen on which device, and since when.
SELECT account_id, device_id, count(*) AS uses, min(k) AS first_k, max(k) AS last_k
FROM events
WHERE device_id IS NOT NULL
GROUP BY account_id, device_id

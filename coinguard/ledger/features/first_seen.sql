-- Of each event: whether its account is seen with this card, device, address, country, receiver or payout destination for the
-- first time (1) or not (0; null where it has none), and how long the pair has been known, in milliseconds.
SELECT e.k, e.account_id,
       CASE WHEN c.first_k = e.k THEN 1 WHEN c.first_k < e.k THEN 0 END AS new_card, (e.k >> 20) - (c.first_k >> 20) AS card_ms,
       CASE WHEN d.first_k = e.k THEN 1 WHEN d.first_k < e.k THEN 0 END AS new_device, (e.k >> 20) - (d.first_k >> 20) AS device_ms,
       CASE WHEN i.first_k = e.k THEN 1 WHEN i.first_k < e.k THEN 0 END AS new_ip, (e.k >> 20) - (i.first_k >> 20) AS ip_ms,
       CASE WHEN w.first_k = e.k THEN 1 WHEN w.first_k < e.k THEN 0 END AS new_country,
       (e.k >> 20) - (w.first_k >> 20) AS country_ms,
       CASE WHEN r.first_k = e.k THEN 1 WHEN r.first_k < e.k THEN 0 END AS new_receiver,
       (e.k >> 20) - (r.first_k >> 20) AS receiver_ms,
       CASE WHEN p.first_k = e.k THEN 1 WHEN p.first_k < e.k THEN 0 END AS new_destination,
       (e.k >> 20) - (p.first_k >> 20) AS destination_ms
FROM events AS e
LEFT JOIN account_entities AS c ON c.kind = 'card' AND c.account_id = e.account_id AND c.entity = e.card_fp
LEFT JOIN account_entities AS d ON d.kind = 'device' AND d.account_id = e.account_id AND d.entity = e.device_id
LEFT JOIN account_entities AS i ON i.kind = 'ip' AND i.account_id = e.account_id AND i.entity = e.ip_hash
LEFT JOIN account_entities AS w ON w.kind = 'country' AND w.account_id = e.account_id AND w.entity = e.ip_country
LEFT JOIN gifts AS g ON g.k = e.k
LEFT JOIN account_entities AS r ON r.kind = 'receiver' AND r.account_id = g.giver AND r.entity = g.receiver
LEFT JOIN payouts AS o ON o.k = e.k
LEFT JOIN account_entities AS p ON p.kind = 'destination' AND p.account_id = o.account_id AND p.entity = o.payout_fp

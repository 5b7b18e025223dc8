-- Refunds and chargebacks with the purchase they undo. What is known of a purchase is known only from the return's own key on.
SELECT r.k, r.type AS kind, r.account_id, p.k AS purchase_k, p.card_fp, p.device_id, p.coins, p.usd_cents,
       (r.k >> 20) - (p.k >> 20) AS delay_ms
FROM events AS r
JOIN purchases AS p ON p.event_id = r.ref_event_id
WHERE r.type IN ('refund', 'chargeback') AND coalesce(r.status, 'approved') <> 'declined'

-- Refunds of coins that were already given away. An honest refund gives unspent coins back.
WITH spent AS (
  SELECT r.account_id, r.k AS refund_k, r.purchase_k, r.coins, r.usd_cents,
         sum(g.coins) AS gifted
  FROM returns AS r
  LEFT JOIN spending AS b ON b.account_id = r.account_id AND b.k = r.purchase_k
  LEFT JOIN spending AS g ON g.account_id = r.account_id AND g.move = 'gift' AND g.round = b.round
       AND g.k > r.purchase_k AND g.k < r.k
  WHERE r.kind = 'refund' AND r.usd_cents > 0
  GROUP BY r.account_id, r.k, r.purchase_k, r.coins, r.usd_cents
),
refunds AS (
  SELECT account_id, count(*) AS refunds, sum(usd_cents) AS refunded_cents,
         count(*) FILTER (WHERE gifted * 1000 >= coins * ${spent_share}) AS spent_refunds,
         coalesce(sum(usd_cents) FILTER (WHERE gifted * 1000 >= coins * ${spent_share}), 0) AS usd_cents,
         array_sort(array_agg(refund_k)) AS event_ks
  FROM spent GROUP BY account_id
),
bought AS (SELECT account_id, count(*) AS purchases, sum(usd_cents) AS bought_cents FROM purchases GROUP BY account_id),
strangers AS (SELECT account_id, sum(emptied_on_strangers) AS emptied, sum(emptied) AS emptied_all FROM rounds GROUP BY account_id),
captive AS (
  SELECT giver, max(receiver) AS receiver FROM bonds
  WHERE share_out >= ${captive_out} AND coins * 1000 >= got_coins * ${captive_in} GROUP BY giver
)
SELECT r.account_id, c.receiver AS partner_id, r.event_ks, r.usd_cents, r.refunds, r.spent_refunds, b.purchases,
       round(r.refunded_cents * 100.0 / b.bought_cents, 0) AS refunded_percent, coalesce(s.emptied, 0) AS emptied,
       ${base} + ${spent_refund} * least(r.spent_refunds, 8) + ${money} * ln(1 + r.usd_cents / 2000.0)
         + ${emptied} * least(coalesce(s.emptied, 0), 8) * least(coalesce(s.emptied, 0) * 3.0 / b.purchases, 1)
         + ${value_share} * least(r.usd_cents * 1.0 / b.bought_cents, 1)
         + CASE WHEN c.receiver IS NOT NULL THEN ${captive} ELSE 0 END AS points
FROM refunds AS r
JOIN bought AS b ON b.account_id = r.account_id
LEFT JOIN strangers AS s ON s.account_id = r.account_id
LEFT JOIN captive AS c ON c.giver = r.account_id
WHERE r.spent_refunds >= ${min_spent_refunds} AND b.purchases >= ${min_purchases}

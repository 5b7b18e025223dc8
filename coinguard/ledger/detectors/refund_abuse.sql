-- Refunds of coins that were already given away. An honest refund gives unspent coins back, and honest people cancel a lot:
-- a high share of refunds without the spending seen stays a hint.
WITH spent AS (
  SELECT r.account_id, r.k AS refund_k, r.coins, r.usd_cents, sum(g.coins) AS gifted
  FROM returns AS r
  JOIN spending AS b ON b.account_id = r.account_id AND b.k = r.purchase_k
  JOIN spending AS g ON g.account_id = r.account_id AND g.move = 'gift' AND g.round = b.round
       AND g.k > r.purchase_k AND g.k < r.k
  WHERE r.kind = 'refund' AND r.usd_cents > 0
  GROUP BY r.account_id, r.k, r.coins, r.usd_cents
),
spent_refunds AS (
  SELECT account_id, count(*) AS spent_refunds, sum(usd_cents) AS usd_cents FROM spent
  WHERE gifted * 1000 >= coins * ${spent_share} GROUP BY account_id
),
refunds AS (
  SELECT account_id, count(*) AS refunds, sum(usd_cents) AS refunded_cents, array_sort(array_agg(k)) AS event_ks
  FROM events WHERE type = 'refund' AND coalesce(status, 'approved') <> 'declined' AND usd_cents > 0 GROUP BY account_id
),
bought AS (SELECT account_id, count(*) AS purchases, sum(usd_cents) AS bought_cents FROM purchases GROUP BY account_id),
strangers AS (SELECT account_id, sum(emptied_on_strangers) AS emptied FROM rounds GROUP BY account_id),
captive AS (
  SELECT giver, max(receiver) AS receiver FROM bonds
  WHERE share_out >= ${captive_out} AND coins * 1000 >= got_coins * ${captive_in} GROUP BY giver
),
figures AS (
  SELECT r.account_id, r.event_ks, r.refunds, r.refunded_cents * 1.0 / b.bought_cents AS refunded_share, b.purchases,
         coalesce(s.spent_refunds, 0) AS spent_refunds, coalesce(s.usd_cents, 0) AS spent_cents, r.refunded_cents, b.bought_cents,
         coalesce(e.emptied, 0) AS emptied, c.receiver
  FROM refunds AS r
  JOIN bought AS b ON b.account_id = r.account_id AND b.bought_cents > 0
  LEFT JOIN spent_refunds AS s ON s.account_id = r.account_id
  LEFT JOIN strangers AS e ON e.account_id = r.account_id
  LEFT JOIN captive AS c ON c.giver = r.account_id
)
SELECT CASE WHEN spent_refunds >= ${min_spent_refunds} THEN 'spent' ELSE 'value' END AS variant,
       account_id, CASE WHEN spent_refunds >= ${min_spent_refunds} THEN receiver END AS partner_id, event_ks,
       CASE WHEN spent_refunds >= ${min_spent_refunds} THEN spent_cents ELSE refunded_cents END AS usd_cents, refunds,
       spent_refunds, purchases, round(refunded_share * 100, 0) AS refunded_percent, emptied,
       CASE WHEN spent_refunds >= ${min_spent_refunds}
            THEN ${base} + ${spent_refund} * least(spent_refunds, ${most_spent}) + ${money} * ln(1 + spent_cents / ${money_cents})
                 + ${emptied} * least(emptied, ${most_emptied}) * least(emptied * ${emptied_in} / purchases, 1)
                 + ${value_share} * least(spent_cents * 1.0 / bought_cents, 1)
                 + CASE WHEN receiver IS NOT NULL THEN ${captive} ELSE 0 END
            ELSE ${value_only} * least(refunded_share, 1) END AS points
FROM figures
WHERE (spent_refunds >= ${min_spent_refunds} AND purchases >= ${min_purchases})
   OR (refunded_share >= ${high_share} AND purchases >= ${min_value_purchases})

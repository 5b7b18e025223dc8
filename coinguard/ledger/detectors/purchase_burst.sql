-- Far more purchases in a short time than people make, or far more than this account ever made. On its own it says little:
-- paydays, promotion days and whales burst too. It says more of an account that was opened for it, and when it is disputed.
WITH busiest AS (
  SELECT account_id, max(n_1h) AS buys_1h, max(n_24h) AS buys_24h, max(n_7d) AS buys_7d FROM velocity_purchases GROUP BY account_id
),
disputed AS (SELECT account_id, count(*) AS chargebacks FROM returns WHERE kind = 'chargeback' GROUP BY account_id),
own AS (
  SELECT account_id, k, usd_cents, avg(usd_cents) OVER w AS own_mean, count(*) OVER w AS own_buys
  FROM purchases
  WHERE usd_cents > 0
  WINDOW w AS (PARTITION BY account_id ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
jumps AS (
  SELECT account_id, max(usd_cents / own_mean) AS times_own_mean FROM own
  WHERE own_buys >= ${own_buys} AND own_mean > 0 GROUP BY account_id
),
sums AS (
  SELECT p.account_id, count(*) AS purchases, sum(p.usd_cents) AS usd_cents, array_sort(array_agg(p.k)) AS event_ks,
         max(CASE WHEN epoch_ms(a.created_at) >= (p.k >> 20) - ${fresh_days} * 86400000 THEN 1 ELSE 0 END) AS fresh
  FROM purchases AS p LEFT JOIN accounts AS a ON a.account_id = p.account_id GROUP BY p.account_id
)
SELECT s.account_id, s.event_ks, s.usd_cents, s.purchases, b.buys_1h, b.buys_24h, b.buys_7d,
       round(coalesce(j.times_own_mean, 0), 1) AS times_own_mean, coalesce(x.chargebacks, 0) AS chargebacks, s.fresh,
       ${base} + CASE WHEN b.buys_1h > ${hour_limit}
                THEN ${over_hour} + ${excess} * ln(b.buys_1h * 1.0 / ${hour_limit}) ELSE 0 END
         + CASE WHEN b.buys_24h > ${day_limit} THEN ${over_day} ELSE 0 END
         + CASE WHEN b.buys_7d > ${week_limit} THEN ${over_week} ELSE 0 END
         + CASE WHEN coalesce(j.times_own_mean, 0) > ${jump_high} THEN ${jump} ELSE 0 END
         + ${chargeback} * least(coalesce(x.chargebacks, 0), ${most_chargebacks})
         + CASE WHEN s.fresh = 1 AND b.buys_1h > ${hour_limit} THEN ${fresh} ELSE 0 END AS points
FROM sums AS s
JOIN busiest AS b ON b.account_id = s.account_id
LEFT JOIN jumps AS j ON j.account_id = s.account_id
LEFT JOIN disputed AS x ON x.account_id = s.account_id
WHERE b.buys_1h > ${hour_limit} OR b.buys_24h > ${day_limit} OR b.buys_7d > ${week_limit}
   OR coalesce(j.times_own_mean, 0) > ${jump_high}

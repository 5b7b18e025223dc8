-- Buying and giving away again, round by round: what was bought, what of it was gifted, to whom; dwell_ms is how long the coins
-- lay until the round's main receiver had the last of them.
WITH bought AS (
  SELECT account_id, round, sum(coins) AS bought, sum(usd_cents) AS usd_cents, count(*) AS buys, min(k) AS first_buy,
         max(k) AS last_buy
  FROM spending WHERE move = 'buy' GROUP BY account_id, round
),
given AS (
  SELECT account_id, round, sum(coins) AS gifted, sum(CASE WHEN is_new = 1 THEN coins ELSE 0 END) AS gifted_new,
         count(*) AS receivers, min(first_k) AS first_gift, max(last_k) AS last_gift,
         max(CASE WHEN place = 1 THEN receiver END) AS top_receiver, max(CASE WHEN place = 1 THEN coins END) AS top_coins,
         max(CASE WHEN place = 1 THEN last_k END) AS top_last_gift
  FROM round_receivers GROUP BY account_id, round
),
figures AS (
  SELECT b.account_id, b.round, b.bought, b.usd_cents, b.buys, b.first_buy, b.last_buy, coalesce(g.gifted, 0) AS gifted,
         coalesce(g.gifted_new, 0) AS gifted_new, coalesce(g.receivers, 0) AS receivers, g.first_gift, g.last_gift,
         g.top_receiver, coalesce(g.top_coins, 0) AS top_coins, g.top_last_gift,
         (g.top_last_gift >> 20) - (b.last_buy >> 20) AS dwell_ms,
         CASE WHEN b.bought >= ${round_coins} AND coalesce(g.gifted, 0) * 100 >= b.bought * ${emptied_percent}
                   AND coalesce(g.gifted, 0) * 100 <= b.bought * ${emptied_percent_most} THEN 1 ELSE 0 END AS emptied
  FROM bought AS b
  LEFT JOIN given AS g ON g.account_id = b.account_id AND g.round = b.round
)
SELECT *, CASE WHEN emptied = 1 AND gifted_new * 100 >= gifted * ${strangers_percent} THEN 1 ELSE 0 END AS emptied_on_strangers
FROM figures

-- Purchases and gifts of an account in order, cut into rounds: a round starts with the first purchase after a gift.
WITH moves AS (
  SELECT account_id, k, 'buy' AS move, coins, usd_cents, NULL AS receiver FROM purchases WHERE coins > 0
  UNION ALL
  SELECT giver, k, 'gift', coins, NULL, receiver FROM gifts
),
marked AS (
  SELECT *, CASE WHEN move = 'buy' AND coalesce(lag(move) OVER (PARTITION BY account_id ORDER BY k), 'gift') = 'gift'
                 THEN 1 ELSE 0 END AS starts
  FROM moves
)
SELECT account_id, k, move, coins, usd_cents, receiver,
       sum(starts) OVER (PARTITION BY account_id ORDER BY k ROWS UNBOUNDED PRECEDING) AS round
FROM marked

-- Coins and diamonds of an account, move by move: what is there after it, counted from the ledger's start, which share of what
-- was there goes out (thousandths), how long ago something came in, and how long the oldest unit that goes out lay there, first in,
-- first out (dwell_ms; null where more goes out than was seen coming in). Refunds and chargebacks take coins back.
WITH moves AS (
  SELECT 'coins' AS unit, 'purchase' AS move, account_id, k, coins AS amount FROM purchases WHERE coins > 0
  UNION ALL SELECT 'coins', 'promo', account_id, k, coins FROM promos WHERE coins > 0
  UNION ALL SELECT 'coins', 'gift', giver, k, -coins FROM gifts
  UNION ALL SELECT 'coins', kind, account_id, k, -coins FROM returns WHERE coins > 0
  UNION ALL SELECT 'diamonds', 'diamond_credit', account_id, k, diamonds FROM events
            WHERE type = 'diamond_credit' AND diamonds > 0 AND coalesce(status, 'approved') <> 'declined'
  UNION ALL SELECT 'diamonds', 'payout', account_id, k, -diamonds FROM payouts WHERE diamonds > 0
),
running AS (
  SELECT *, sum(amount) OVER w AS balance, sum(greatest(amount, 0)) OVER w AS gained, sum(greatest(-amount, 0)) OVER w AS lost,
         max(CASE WHEN amount > 0 THEN k END) OVER w AS gain_k
  FROM moves WINDOW w AS (PARTITION BY unit, account_id ORDER BY k ROWS UNBOUNDED PRECEDING)
),
-- Every unit has a place in the order they came in: a gain begins where the gains before it end, and what goes out begins where
-- what went out before it ends, so that the gain a unit came with is the last one that begins at or before its place.
places AS (
  SELECT unit, account_id, k, amount, CASE WHEN amount > 0 THEN gained - amount ELSE lost + amount END AS place,
         CASE WHEN amount > 0 THEN k END AS came_k, CASE WHEN amount > 0 THEN gained END AS until
  FROM running
),
oldest AS (
  SELECT unit, account_id, k, amount, place, max(came_k) OVER w AS came_k, max(until) OVER w AS until FROM places
  WINDOW w AS (PARTITION BY unit, account_id ORDER BY place, CASE WHEN amount > 0 THEN 0 ELSE 1 END, k ROWS UNBOUNDED PRECEDING)
)
SELECT r.unit, r.move, r.account_id, r.k, r.amount, CAST(r.balance AS BIGINT) AS balance,
       CASE WHEN r.amount < 0 AND r.balance > r.amount THEN floor(-r.amount * 1000 / (r.balance - r.amount)) END AS out_share,
       CASE WHEN r.amount < 0 THEN (r.k >> 20) - (r.gain_k >> 20) END AS since_gain_ms,
       CASE WHEN r.amount < 0 AND o.came_k < r.k AND o.place < o.until THEN (r.k >> 20) - (o.came_k >> 20) END AS dwell_ms
FROM running AS r
JOIN oldest AS o ON o.unit = r.unit AND o.k = r.k

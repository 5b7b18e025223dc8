-- A leg of a gift path: what a giver gave a receiver in one sitting, before the receiver gave anything on. Only pairs that a
-- path can go on from or come from: somebody in them both gives and gets, and the receiver is among the giver's first.
WITH both_ AS (SELECT giver AS account_id FROM gift_pairs INTERSECT SELECT receiver FROM gift_pairs),
ranked AS (
  SELECT giver, receiver, share_out, share_in,
         row_number() OVER (PARTITION BY giver ORDER BY share_out DESC, coins DESC, receiver) AS place
  FROM bonds WHERE giver <> receiver
),
pairs AS (
  SELECT giver, receiver, share_out, share_in FROM ranked
  WHERE place <= ${onward}
    AND (giver IN (SELECT account_id FROM both_) OR receiver IN (SELECT account_id FROM both_))
),
moves AS (
  SELECT g.receiver AS account_id, g.k, g.giver, g.coins, 0 AS gave
  FROM gifts AS g JOIN pairs AS p ON p.giver = g.giver AND p.receiver = g.receiver
  UNION ALL
  SELECT g.giver, g.k, NULL, NULL, 1
  FROM gifts AS g JOIN both_ AS b ON b.account_id = g.giver
),
counted AS (
  SELECT *, sum(gave) OVER (PARTITION BY account_id ORDER BY k ROWS UNBOUNDED PRECEDING) AS given_on FROM moves
),
got AS (
  SELECT giver, account_id AS receiver, k, coins, given_on, lag(k) OVER w AS before_k, lag(given_on) OVER w AS before_on
  FROM counted WHERE giver IS NOT NULL
  WINDOW w AS (PARTITION BY account_id, giver ORDER BY k)
),
sittings AS (
  SELECT giver, receiver, k, coins,
         sum(CASE WHEN given_on = before_on AND (k >> 20) - (before_k >> 20) <= ${sitting_minutes} * 60000 THEN 0 ELSE 1 END)
           OVER (PARTITION BY giver, receiver ORDER BY k ROWS UNBOUNDED PRECEDING) AS sitting
  FROM got
)
SELECT s.giver, s.receiver, s.sitting, count(*) AS gifts, sum(s.coins) AS coins, min(s.k) AS first_k, max(s.k) AS last_k,
       max(p.share_out) AS share_out, max(p.share_in) AS share_in
FROM sittings AS s
JOIN pairs AS p ON p.giver = s.giver AND p.receiver = s.receiver
GROUP BY s.giver, s.receiver, s.sitting

-- Coins that come home: a gives to b, then b to c, ... and in the end the last one to a again, over two to five people, each
-- leg after the leg before, turn after turn, each time much of what the giver gives. Friends treat each other to small change,
-- back and forth. Its rows are the gifts of those turns alone.
WITH strong AS (
  SELECT giver, receiver FROM bonds
  WHERE coins >= ${min_coins} AND active_days >= ${min_days} AND share_out >= ${min_share_out} AND share_in >= ${min_share_in}
),
turns AS (
  SELECT row_number() OVER (ORDER BY p1, p2, p3, p4, p5, k1) AS turn, hops + 1 AS hops, p1, p2, p3, p4, p5, k1, k2, k3, k4, home_k
  FROM loop_paths
  WHERE hops < ${most_accounts} AND (home_k >> 20) - (k1 >> 20) <= ${turn_days} * CAST(86400000 AS BIGINT)
),
legs AS (
  SELECT turn, hops, 0 AS place, p1 AS giver, p2 AS receiver, k1 AS first_k, (home_k >> 20) - (k1 >> 20) AS turn_ms FROM turns
  UNION ALL SELECT turn, hops, 1, p2, coalesce(p3, p1), coalesce(k2, home_k), NULL FROM turns
  UNION ALL SELECT turn, hops, 2, p3, coalesce(p4, p1), coalesce(k3, home_k), NULL FROM turns WHERE p3 IS NOT NULL
  UNION ALL SELECT turn, hops, 3, p4, coalesce(p5, p1), coalesce(k4, home_k), NULL FROM turns WHERE p4 IS NOT NULL
  UNION ALL SELECT turn, hops, 4, p5, p1, home_k, NULL FROM turns WHERE p5 IS NOT NULL
),
whole AS (
  SELECT l.turn FROM legs AS l JOIN strong AS s ON s.giver = l.giver AND s.receiver = l.receiver
  GROUP BY l.turn HAVING count(*) = max(l.hops)
),
ranked AS (
  SELECT l.*, row_number() OVER (PARTITION BY l.turn ORDER BY l.giver) AS least FROM legs AS l JOIN whole AS w ON w.turn = l.turn
),
-- A loop is the same wherever a turn of it starts: it is named from its least member on.
steps AS (
  SELECT r.*, (r.place - f.place + r.hops) % r.hops AS step
  FROM ranked AS r JOIN ranked AS f ON f.turn = r.turn AND f.least = 1
),
named AS (
  SELECT turn, hops, max(CASE WHEN step = 0 THEN giver END) AS q1, max(CASE WHEN step = 1 THEN giver END) AS q2,
         coalesce(max(CASE WHEN step = 2 THEN giver END), '') AS q3, coalesce(max(CASE WHEN step = 3 THEN giver END), '') AS q4,
         coalesce(max(CASE WHEN step = 4 THEN giver END), '') AS q5, max(turn_ms) AS turn_ms
  FROM steps GROUP BY turn, hops
),
sittings AS (
  SELECT DISTINCT n.q1, n.q2, n.q3, n.q4, n.q5, s.giver, s.receiver, s.first_k
  FROM steps AS s JOIN named AS n ON n.turn = s.turn
),
sums AS (
  SELECT s.q1, s.q2, s.q3, s.q4, s.q5, s.giver, count(*) AS turns, sum(l.coins) AS coins, max(l.share_out) AS share_out
  FROM sittings AS s
  JOIN loop_legs AS l ON l.giver = s.giver AND l.receiver = s.receiver AND l.first_k = s.first_k
  GROUP BY s.q1, s.q2, s.q3, s.q4, s.q5, s.giver
),
loops AS (
  SELECT q1, q2, q3, q4, q5, count(*) AS hops, min(turns) AS turns, sum(coins) AS coins, min(coins) AS least_coins,
         min(share_out) AS weakest, array_sort(array_agg(giver)) AS member_ids
  FROM sums GROUP BY q1, q2, q3, q4, q5
  HAVING min(turns) >= ${min_turns} AND min(coins) >= ${min_coins}
),
slowest AS (SELECT q1, q2, q3, q4, q5, max(turn_ms) AS turn_ms FROM named GROUP BY q1, q2, q3, q4, q5),
rows_ AS (
  SELECT s.q1, s.q2, s.q3, s.q4, s.q5, array_sort(array_agg(g.k)) AS event_ks
  FROM sittings AS s
  JOIN loop_legs AS l ON l.giver = s.giver AND l.receiver = s.receiver AND l.first_k = s.first_k
  JOIN gifts AS g ON g.giver = l.giver AND g.receiver = l.receiver AND g.k BETWEEN l.first_k AND l.last_k
  GROUP BY s.q1, s.q2, s.q3, s.q4, s.q5
)
SELECT l.q1 AS account_id, l.member_ids, r.event_ks, l.hops, l.turns, round(t.turn_ms / 86400000.0, 1) AS slowest_days, l.coins,
       l.least_coins, CAST(floor(l.coins * ${coin_cents}) AS BIGINT) AS usd_cents, floor(l.weakest / 10) AS weakest_percent,
       ${base} + ${hop} * (l.hops - 2) + ${size} * ln(l.least_coins * 1.0 / ${min_coins}) + ${devotion} * l.weakest / 1000 AS points
FROM loops AS l
JOIN slowest AS t ON t.q1 = l.q1 AND t.q2 = l.q2 AND t.q3 = l.q3 AND t.q4 = l.q4 AND t.q5 = l.q5
JOIN rows_ AS r ON r.q1 = l.q1 AND r.q2 = l.q2 AND r.q3 = l.q3 AND r.q4 = l.q4 AND r.q5 = l.q5

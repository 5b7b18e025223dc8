-- Coins that come home: a gives to b, b to c, ... and the last one to a again, over two to five people and several days,
-- each time much of what the giver gives. Friends treat each other to small change, back and forth.
WITH strong AS (
  SELECT giver AS a, receiver AS b, coins, gifts, share_out, share_in, first_k, last_k
  FROM bonds
  WHERE coins >= ${min_coins} AND active_days >= ${min_days} AND share_out >= ${min_share_out} AND share_in >= ${min_share_in}
    AND giver <> receiver
),
e AS (SELECT s.* FROM strong AS s WHERE EXISTS (SELECT 1 FROM strong AS x WHERE x.b = s.a) AND EXISTS (SELECT 1 FROM strong AS y WHERE y.a = s.b)),
two AS (
  SELECT x.a AS p1, x.b AS p2, NULL AS p3, NULL AS p4, NULL AS p5, 2 AS hops, least(x.coins, y.coins) AS least_coins,
         x.coins + y.coins AS coins, least(x.share_out, y.share_out) AS weakest
  FROM e AS x JOIN e AS y ON y.a = x.b AND y.b = x.a WHERE x.a < x.b
),
three AS (
  SELECT x.a, x.b, y.b, NULL, NULL, 3, least(x.coins, y.coins, z.coins), x.coins + y.coins + z.coins,
         least(x.share_out, y.share_out, z.share_out)
  FROM e AS x JOIN e AS y ON y.a = x.b JOIN e AS z ON z.a = y.b AND z.b = x.a
  WHERE x.a < x.b AND x.a < y.b AND x.b <> y.b
),
four AS (
  SELECT x.a, x.b, y.b, z.b, NULL, 4, least(x.coins, y.coins, z.coins, w.coins), x.coins + y.coins + z.coins + w.coins,
         least(x.share_out, y.share_out, z.share_out, w.share_out)
  FROM e AS x JOIN e AS y ON y.a = x.b JOIN e AS z ON z.a = y.b JOIN e AS w ON w.a = z.b AND w.b = x.a
  WHERE x.a < x.b AND x.a < y.b AND x.a < z.b AND x.b <> y.b AND x.b <> z.b AND y.b <> z.b
),
five AS (
  SELECT x.a, x.b, y.b, z.b, w.b, 5, least(x.coins, y.coins, z.coins, w.coins, v.coins),
         x.coins + y.coins + z.coins + w.coins + v.coins,
         least(x.share_out, y.share_out, z.share_out, w.share_out, v.share_out)
  FROM e AS x JOIN e AS y ON y.a = x.b JOIN e AS z ON z.a = y.b JOIN e AS w ON w.a = z.b JOIN e AS v ON v.a = w.b AND v.b = x.a
  WHERE x.a < x.b AND x.a < y.b AND x.a < z.b AND x.a < w.b AND x.b <> y.b AND x.b <> z.b AND x.b <> w.b
    AND y.b <> z.b AND y.b <> w.b AND z.b <> w.b
),
loops AS (
  SELECT * FROM two UNION ALL SELECT * FROM three UNION ALL SELECT * FROM four UNION ALL SELECT * FROM five
),
edges AS (
  SELECT p1, p2, p3, p4, p5, p1 AS a, p2 AS b FROM loops
  UNION ALL SELECT p1, p2, p3, p4, p5, p2, coalesce(p3, p1) FROM loops
  UNION ALL SELECT p1, p2, p3, p4, p5, p3, coalesce(p4, p1) FROM loops WHERE p3 IS NOT NULL
  UNION ALL SELECT p1, p2, p3, p4, p5, p4, coalesce(p5, p1) FROM loops WHERE p4 IS NOT NULL
  UNION ALL SELECT p1, p2, p3, p4, p5, p5, p1 FROM loops WHERE p5 IS NOT NULL
),
rows_ AS (
  SELECT d.p1, d.p2, d.p3, d.p4, d.p5, array_sort(array_agg(g.k)) AS event_ks, array_sort(array_agg(DISTINCT d.a)) AS member_ids
  FROM edges AS d JOIN gifts AS g ON g.giver = d.a AND g.receiver = d.b
  GROUP BY d.p1, d.p2, d.p3, d.p4, d.p5
)
SELECT l.p1 AS account_id, r.member_ids, r.event_ks, l.hops, l.coins, l.least_coins,
       CAST(floor(l.coins * ${coin_cents}) AS BIGINT) AS usd_cents, floor(l.weakest / 10) AS weakest_percent,
       ${base} + ${hop} * (l.hops - 2) + ${size} * ln(l.least_coins * 1.0 / ${min_coins}) + ${devotion} * l.weakest / 1000 AS points
FROM loops AS l
JOIN rows_ AS r ON r.p1 = l.p1 AND r.p2 = l.p2 AND r.p3 IS NOT DISTINCT FROM l.p3 AND r.p4 IS NOT DISTINCT FROM l.p4
     AND r.p5 IS NOT DISTINCT FROM l.p5

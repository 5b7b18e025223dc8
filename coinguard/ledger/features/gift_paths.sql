-- Gift paths of one to four hops, each leg wholly after the leg before, all within the days of a path; no account comes twice.
-- From each first leg the earliest leg to each next account is taken: whoever can be reached in time is reached so. A path does
-- not pass through a hub. home_k is the first gift of the earliest leg that takes it back to where it began.
WITH passing AS (SELECT receiver AS account_id FROM gift_pairs GROUP BY receiver HAVING count(*) <= ${hub_givers}),
legs AS (
  SELECT giver, receiver, first_k, last_k, coins, ((first_k >> 20) + ${path_days} * CAST(86400000 AS BIGINT)) << 20 AS end_k
  FROM gift_legs
),
onward AS (SELECT l.* FROM legs AS l JOIN passing AS p ON p.account_id = l.giver),
one AS (SELECT giver AS p1, receiver AS p2, first_k AS k1, last_k, end_k FROM legs),
two AS (
  SELECT t.p1, t.p2, n.receiver AS p3, t.k1, min(n.first_k) AS k2, min(n.last_k) AS last_k, t.end_k
  FROM one AS t
  JOIN onward AS n ON n.giver = t.p2 AND n.first_k > t.last_k AND n.last_k < t.end_k AND n.receiver <> t.p1
  GROUP BY t.p1, t.p2, n.receiver, t.k1, t.end_k
),
three AS (
  SELECT t.p1, t.p2, t.p3, n.receiver AS p4, t.k1, t.k2, min(n.first_k) AS k3, min(n.last_k) AS last_k, t.end_k
  FROM two AS t
  JOIN onward AS n ON n.giver = t.p3 AND n.first_k > t.last_k AND n.last_k < t.end_k AND n.receiver <> t.p1
       AND n.receiver <> t.p2
  GROUP BY t.p1, t.p2, t.p3, n.receiver, t.k1, t.k2, t.end_k
),
four AS (
  SELECT t.p1, t.p2, t.p3, t.p4, n.receiver AS p5, t.k1, t.k2, t.k3, min(n.first_k) AS k4, min(n.last_k) AS last_k, t.end_k
  FROM three AS t
  JOIN onward AS n ON n.giver = t.p4 AND n.first_k > t.last_k AND n.last_k < t.end_k AND n.receiver <> t.p1
       AND n.receiver <> t.p2 AND n.receiver <> t.p3
  GROUP BY t.p1, t.p2, t.p3, t.p4, n.receiver, t.k1, t.k2, t.k3, t.end_k
),
paths AS (
  SELECT 1 AS hops, p1, p2, NULL AS p3, NULL AS p4, NULL AS p5, p2 AS last_id, k1, NULL AS k2, NULL AS k3, NULL AS k4, last_k, end_k
  FROM one
  UNION ALL SELECT 2, p1, p2, p3, NULL, NULL, p3, k1, k2, NULL, NULL, last_k, end_k FROM two
  UNION ALL SELECT 3, p1, p2, p3, p4, NULL, p4, k1, k2, k3, NULL, last_k, end_k FROM three
  UNION ALL SELECT 4, p1, p2, p3, p4, p5, p5, k1, k2, k3, k4, last_k, end_k FROM four
),
homes AS (
  SELECT t.hops, t.p1, t.last_id, t.k1, t.last_k, min(n.first_k) AS home_k
  FROM paths AS t
  JOIN passing AS p ON p.account_id = t.p1
  JOIN onward AS n ON n.giver = t.last_id AND n.receiver = t.p1 AND n.first_k > t.last_k AND n.last_k < t.end_k
  GROUP BY t.hops, t.p1, t.last_id, t.k1, t.last_k
)
SELECT t.hops, t.p1, t.p2, t.p3, t.p4, t.p5, t.k1, t.k2, t.k3, t.k4, t.last_k, h.home_k
FROM paths AS t
LEFT JOIN homes AS h ON h.hops = t.hops AND h.p1 = t.p1 AND h.last_id = t.last_id AND h.k1 = t.k1 AND h.last_k = t.last_k

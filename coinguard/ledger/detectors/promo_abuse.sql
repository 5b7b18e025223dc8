-- A family of referrals: recruits who share a few devices and hand their welcome coins to one receiver.
-- At an invitation stand many sign up on one device too, but they live on their own devices and keep their coins.
WITH welcomed AS (
  SELECT account_id, referrer_id, coins, k FROM events
  WHERE type = 'promo' AND referrer_id IS NOT NULL AND coalesce(status, 'approved') = 'approved' AND referrer_id <> account_id
),
up1 AS (SELECT account_id, min(referrer_id) AS above FROM welcomed GROUP BY account_id),
up2 AS (SELECT a.account_id, coalesce(b.above, a.above) AS above FROM up1 AS a LEFT JOIN up1 AS b ON b.account_id = a.above),
up4 AS (SELECT a.account_id, coalesce(b.above, a.above) AS above FROM up2 AS a LEFT JOIN up2 AS b ON b.account_id = a.above),
up8 AS (SELECT a.account_id, coalesce(b.above, a.above) AS above FROM up4 AS a LEFT JOIN up4 AS b ON b.account_id = a.above),
trees AS (
  SELECT w.account_id, w.coins, w.k, coalesce(b.above, a.above) AS root
  FROM welcomed AS w
  JOIN up8 AS a ON a.account_id = w.account_id
  LEFT JOIN up8 AS b ON b.account_id = a.above
),
recruits AS (SELECT root, account_id, sum(coins) AS coins FROM trees GROUP BY root, account_id),
family AS (SELECT root, account_id FROM recruits UNION SELECT root, root FROM recruits),
kin AS (
  SELECT f.root, d.device_id, count(*) AS accounts
  FROM family AS f JOIN account_devices AS d ON d.account_id = f.account_id
  GROUP BY f.root, d.device_id
),
packed AS (
  SELECT r.root, r.account_id,
         CASE WHEN max(CASE WHEN k.accounts >= ${min_on_device} THEN 1 ELSE 0 END) = 1
                   AND max(CASE WHEN k.accounts = 1 THEN 1 ELSE 0 END) = 0 THEN 1 ELSE 0 END AS only_shared
  FROM recruits AS r
  JOIN account_devices AS d ON d.account_id = r.account_id
  JOIN kin AS k ON k.root = r.root AND k.device_id = d.device_id
  GROUP BY r.root, r.account_id
),
gave AS (
  SELECT r.root, g.receiver, count(DISTINCT g.giver) AS givers, sum(g.coins) AS coins
  FROM recruits AS r JOIN gift_pairs AS g ON g.giver = r.account_id
  GROUP BY r.root, g.receiver
),
collectors AS (
  SELECT g.*, row_number() OVER (PARTITION BY g.root ORDER BY g.givers DESC, g.coins DESC, g.receiver) AS place FROM gave AS g
  JOIN (SELECT receiver, count(*) AS all_givers FROM gift_pairs GROUP BY receiver) AS a ON a.receiver = g.receiver
  WHERE g.givers * 1000 >= a.all_givers * ${collector_share}
),
figures AS (
  SELECT root, count(DISTINCT account_id) AS recruits, sum(coins) AS coins,
         array_sort(array_agg(DISTINCT account_id)) AS member_ids, array_sort(array_agg(k)) AS event_ks
  FROM trees GROUP BY root
  HAVING count(DISTINCT account_id) >= ${min_recruits}
),
shared AS (SELECT root, sum(only_shared) AS only_shared FROM packed GROUP BY root)
SELECT f.root AS account_id, c.receiver AS partner_id, f.member_ids, f.event_ks,
       CAST(floor(f.coins * ${coin_cents}) AS BIGINT) AS usd_cents, f.recruits, f.coins,
       coalesce(s.only_shared, 0) AS only_shared, coalesce(c.givers, 0) AS givers_back, coalesce(c.coins, 0) AS back_coins,
       ${base} + ${recruit} * least(f.recruits, ${most_recruits}) + ${shared} * coalesce(s.only_shared, 0) / f.recruits
         + ${back} * coalesce(c.givers, 0) / f.recruits AS points
FROM figures AS f
LEFT JOIN shared AS s ON s.root = f.root
LEFT JOIN collectors AS c ON c.root = f.root AND c.place = 1
WHERE coalesce(s.only_shared, 0) >= ${min_only_shared}

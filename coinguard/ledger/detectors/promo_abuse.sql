-- One referrer's recruits share a few devices and hand their welcome coins back to the referrer or to each other's host.
-- At an invitation stand many sign up on one device too, but they live on their own devices and keep their coins.
WITH welcomed AS (
  SELECT account_id, referrer_id, device_id, coins, k FROM events
  WHERE type = 'promo' AND referrer_id IS NOT NULL AND coalesce(status, 'approved') = 'approved'
),
trees AS (
  SELECT w.account_id, w.referrer_id, w.device_id, w.coins, w.k, coalesce(up.referrer_id, w.referrer_id) AS root
  FROM welcomed AS w
  LEFT JOIN (SELECT account_id, min(referrer_id) AS referrer_id FROM welcomed GROUP BY account_id) AS up
    ON up.account_id = w.referrer_id
),
homes AS (SELECT account_id, count(DISTINCT device_id) AS devices FROM account_devices GROUP BY account_id),
kin AS (
  SELECT t.root, d.device_id, count(DISTINCT d.account_id) AS accounts
  FROM trees AS t JOIN account_devices AS d ON d.account_id = t.account_id OR d.account_id = t.root
  GROUP BY t.root, d.device_id
),
packed AS (
  SELECT t.root, d.account_id,
         max(CASE WHEN k.accounts >= ${min_on_device} THEN 1 ELSE 0 END) AS on_shared,
         max(CASE WHEN k.accounts = 1 THEN 1 ELSE 0 END) AS on_own
  FROM (SELECT DISTINCT root, account_id FROM trees) AS t
  JOIN account_devices AS d ON d.account_id = t.account_id
  JOIN kin AS k ON k.root = t.root AND k.device_id = d.device_id
  GROUP BY t.root, d.account_id
),
back AS (
  SELECT t.root, t.account_id, sum(g.coins) AS back_coins
  FROM (SELECT DISTINCT root, account_id FROM trees) AS t
  JOIN gifts AS g ON g.giver = t.account_id
  WHERE g.receiver = t.root
  GROUP BY t.root, t.account_id
),
figures AS (
  SELECT t.root, count(DISTINCT t.account_id) AS recruits, sum(t.coins) AS coins,
         array_sort(array_agg(DISTINCT t.account_id)) AS member_ids, array_sort(array_agg(t.k)) AS event_ks
  FROM trees AS t GROUP BY t.root
  HAVING count(DISTINCT t.account_id) >= ${min_recruits}
),
shared AS (SELECT root, sum(on_shared) AS on_shared, sum(CASE WHEN on_shared = 1 AND on_own = 0 THEN 1 ELSE 0 END) AS only_shared FROM packed GROUP BY root),
returned AS (SELECT root, count(*) AS givers_back, sum(back_coins) AS back_coins FROM back GROUP BY root)
SELECT f.root AS account_id, f.member_ids, f.event_ks, CAST(floor(f.coins * ${coin_cents}) AS BIGINT) AS usd_cents,
       f.recruits, f.coins, coalesce(s.on_shared, 0) AS on_shared, coalesce(s.only_shared, 0) AS only_shared,
       coalesce(b.givers_back, 0) AS givers_back, coalesce(b.back_coins, 0) AS back_coins,
       ${base} + ${recruit} * least(f.recruits, 10) + ${shared} * coalesce(s.only_shared, 0) / f.recruits
         + ${back} * least(coalesce(b.givers_back, 0) * 1.0 / f.recruits, 1) * 1.0 AS points
FROM figures AS f
LEFT JOIN shared AS s ON s.root = f.root
LEFT JOIN returned AS b ON b.root = f.root
WHERE coalesce(s.only_shared, 0) >= ${min_only_shared}

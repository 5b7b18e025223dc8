-- Tiny gifts at nearly equal intervals for hours, from accounts that live on granted coins and favour one receiver.
-- A person's gifts come in bursts: the gaps between them differ by factors of ten and more.
WITH gaps AS (
  SELECT giver, k, coins, (k >> 20) - (lag(k) OVER (PARTITION BY giver ORDER BY k) >> 20) AS gap_ms FROM gifts
),
regular AS (
  SELECT giver, count(*) AS gifts, sum(coins) AS coins, count(gap_ms) FILTER (WHERE gap_ms <= ${session_hours} * 3600000) AS gaps,
         quantile_cont(CASE WHEN gap_ms <= ${session_hours} * 3600000 THEN gap_ms END, 0.1) AS gap_low,
         quantile_cont(CASE WHEN gap_ms <= ${session_hours} * 3600000 THEN gap_ms END, 0.5) AS gap_mid,
         quantile_cont(CASE WHEN gap_ms <= ${session_hours} * 3600000 THEN gap_ms END, 0.9) AS gap_high,
         array_sort(array_agg(k)) AS event_ks
  FROM gaps GROUP BY giver
  HAVING count(*) >= ${min_gifts}
),
favourite AS (
  SELECT giver, receiver, share_out, row_number() OVER (PARTITION BY giver ORDER BY coins DESC, receiver) AS place FROM bonds
),
shared AS (
  SELECT d.account_id, max(c.accounts) AS device_accounts FROM account_devices AS d
  JOIN device_crowds AS c ON c.device_id = d.device_id WHERE c.accounts <= ${hub_accounts} GROUP BY d.account_id
),
candidates AS (
  SELECT r.giver, r.gifts, r.coins, r.gaps, r.gap_mid, r.gap_high / greatest(r.gap_low, 1) AS spread, r.event_ks,
         CASE WHEN f.share_out >= ${favourite_share} THEN f.receiver END AS receiver, f.share_out,
         coalesce(s.device_accounts, 1) AS device_accounts
  FROM regular AS r
  LEFT JOIN favourite AS f ON f.giver = r.giver AND f.place = 1
  LEFT JOIN shared AS s ON s.account_id = r.giver
  WHERE r.gaps >= ${min_gaps} AND r.coins <= r.gifts * ${small_coins} AND r.gap_mid >= ${min_gap_s} * 1000
    AND r.gap_high <= greatest(r.gap_low, 1) * ${max_spread}
),
company AS (
  SELECT c.receiver, count(*) AS bots FROM candidates AS c
  JOIN (SELECT receiver, count(*) AS givers FROM gift_pairs GROUP BY receiver) AS a ON a.receiver = c.receiver
  GROUP BY c.receiver HAVING count(*) * 1000 >= max(a.givers) * ${company_share}
)
SELECT c.giver AS account_id, CASE WHEN m.bots >= ${min_company} THEN c.receiver END AS partner_id, c.event_ks,
       CAST(floor(c.coins * ${coin_cents}) AS BIGINT) AS usd_cents, c.gifts, c.coins, round(c.gap_mid / 60000, 1) AS gap_minutes,
       round(c.spread, 1) AS spread, c.device_accounts, coalesce(m.bots, 1) AS bots,
       ${base} + ${regularity} * (1 - ln(greatest(c.spread, 1)) / ln(${max_spread}))
         + ${company} * least(coalesce(m.bots, 1) - 1, ${most_company})
         + CASE WHEN c.device_accounts > 1 THEN ${shared_device} ELSE 0 END AS points
FROM candidates AS c
LEFT JOIN company AS m ON m.receiver = c.receiver

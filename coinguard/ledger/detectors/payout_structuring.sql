-- Payouts kept just under the daily limit, or the limit split over two destinations on one day, several times in a few weeks,
-- by one account or by several that share a destination. A large creator takes the whole limit out, to the cent: that is not
-- under it.
WITH near AS (
  SELECT account_id, payout_fp, k, usd_cents, 0 AS split FROM payouts
  WHERE usd_cents >= ${limit_cents} * ${near_share} AND usd_cents < ${limit_cents} * ${exact_share}
),
days AS (
  SELECT account_id, floor((k >> 20) / 86400000) AS day FROM payouts
  GROUP BY account_id, floor((k >> 20) / 86400000)
  HAVING count(DISTINCT payout_fp) > 1 AND sum(usd_cents) >= ${limit_cents} * ${split_share} AND sum(usd_cents) <= ${limit_cents}
),
split_ AS (
  SELECT p.account_id, p.payout_fp, p.k, p.usd_cents, 1 AS split FROM payouts AS p
  JOIN days AS d ON d.account_id = p.account_id AND d.day = floor((p.k >> 20) / 86400000)
),
under AS (SELECT * FROM near UNION SELECT * FROM split_ WHERE k NOT IN (SELECT k FROM near)),
shared AS (
  SELECT payout_fp, min(account_id) AS anchor FROM under WHERE payout_fp IS NOT NULL GROUP BY payout_fp
  HAVING count(DISTINCT account_id) BETWEEN 2 AND ${hub_accounts}
),
parties AS (
  SELECT u.*, coalesce(s.anchor, u.account_id) AS party, floor((u.k >> 20) / 86400000) AS day FROM under AS u
  LEFT JOIN shared AS s ON s.payout_fp = u.payout_fp
),
figures AS (
  SELECT party, sum(usd_cents) AS usd_cents, count(*) AS near_payouts,
         count(DISTINCT CASE WHEN split = 1 THEN day END) AS split_days, count(*) FILTER (WHERE split = 0) AS near_single,
         array_sort(array_agg(k)) AS event_ks, array_sort(array_agg(DISTINCT account_id)) AS member_ids,
         CAST(max(day) - min(day) + 1 AS INTEGER) AS span_days
  FROM parties GROUP BY party
),
others AS (
  SELECT m.party, count(*) AS payouts, count(*) FILTER (WHERE p.usd_cents >= ${limit_cents} * ${exact_share}) AS full_payouts
  FROM (SELECT DISTINCT party, account_id FROM parties) AS m
  JOIN payouts AS p ON p.account_id = m.account_id GROUP BY m.party
)
SELECT f.party AS account_id, f.member_ids, f.event_ks, f.usd_cents, f.near_payouts, f.split_days, f.span_days, o.full_payouts,
       o.payouts,
       ${base} + ${near_payout} * least(f.near_single, ${most_near}) + ${split_day} * least(f.split_days, ${most_split})
         + ${habit} * f.near_payouts / o.payouts - ${full_payout} * least(o.full_payouts, ${most_full}) AS points
FROM figures AS f
JOIN others AS o ON o.party = f.party
WHERE f.near_single + f.split_days >= ${min_times}

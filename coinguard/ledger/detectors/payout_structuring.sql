-- Payouts kept just under the daily limit, or the limit split over two destinations on one day, several times in a few weeks.
-- A large creator takes the whole limit out, to the cent; that is not under it.
WITH days AS (
  SELECT account_id, floor((k >> 20) / 86400000) AS day, sum(usd_cents) AS usd_cents, count(*) AS payouts,
         count(DISTINCT payout_fp) AS destinations, min(k) AS first_k, array_agg(k) AS ks
  FROM payouts GROUP BY account_id, floor((k >> 20) / 86400000)
),
under AS (
  SELECT account_id, count(*) AS near_days, count(*) FILTER (WHERE destinations > 1) AS split_days, sum(usd_cents) AS usd_cents,
         sum(payouts) AS near_payouts, array_sort(flatten(array_agg(ks))) AS event_ks,
         max(day) - min(day) AS span_days
  FROM days
  WHERE (usd_cents >= ${limit_cents} * ${near_share} AND usd_cents < ${limit_cents} * ${exact_share})
     OR (destinations > 1 AND usd_cents >= ${limit_cents} * ${split_share} AND usd_cents <= ${limit_cents})
  GROUP BY account_id
),
all_ AS (
  SELECT account_id, count(*) AS days, sum(payouts) AS payouts,
         count(*) FILTER (WHERE usd_cents >= ${limit_cents} * ${exact_share}) AS full_days, sum(usd_cents) AS paid_cents
  FROM days GROUP BY account_id
)
SELECT u.account_id, u.event_ks, u.usd_cents, u.near_days, u.near_payouts, u.split_days, u.span_days, a.full_days, a.payouts,
       ${base} + ${near_day} * least(u.near_days, 6) + ${split_day} * least(u.split_days, 4)
         + ${habit} * u.near_days / a.days - ${full_day} * least(a.full_days, 5) AS points
FROM under AS u
JOIN all_ AS a ON a.account_id = u.account_id
WHERE u.near_days >= ${min_days}

-- Each event's last 24 hours beside how much the account usually did in a day until then, and beside the last 24 hours of its
-- peers at their events until then: the other accounts of the same country and age. Null where there is nothing before.
WITH sums AS (
  SELECT v.k, v.account_id, v.n_24h, count(*) OVER own AS own_before, min(v.k) OVER own AS own_first,
         sum(v.n_24h) OVER own AS own_sum,
         count(*) OVER all_ AS all_before, sum(v.n_24h) OVER all_ AS all_sum
  FROM velocity_events AS v LEFT JOIN accounts AS a ON a.account_id = v.account_id
  WINDOW own AS (PARTITION BY v.account_id ORDER BY v.k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
         all_ AS (PARTITION BY a.home_country, a.age_band ORDER BY v.k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
means AS (
  SELECT k, account_id, n_24h, own_before,
         nullif(own_before, 0) / (greatest((k >> 20) - (own_first >> 20), 86400000) / 86400000) AS own_day,
         (all_sum - coalesce(own_sum, 0)) / nullif(all_before - own_before, 0) AS peers_day
  FROM sums
)
SELECT k, account_id, n_24h, own_before, own_day, n_24h / own_day AS times_own_day, peers_day, n_24h / peers_day AS times_peers_day
FROM means

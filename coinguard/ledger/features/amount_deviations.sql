-- Each purchase (US cents) and gift (coins) beside what the account's own were until then, and beside what its peers' were: the
-- other accounts of the same country and age. Null where there is nothing before.
WITH spends AS (
  SELECT 'purchase' AS kind, k, account_id, usd_cents AS amount, home_country, age_band FROM purchases WHERE usd_cents > 0
  UNION ALL
  SELECT 'gift', g.k, g.giver, g.coins, a.home_country, a.age_band
  FROM gifts AS g LEFT JOIN accounts AS a ON a.account_id = g.giver
),
sums AS (
  SELECT kind, k, account_id, amount, count(*) OVER own AS own_before, sum(amount) OVER own AS own_sum,
         max(amount) OVER own AS own_most,
         count(*) OVER all_ AS all_before, sum(amount) OVER all_ AS all_sum
  FROM spends
  WINDOW own AS (PARTITION BY kind, account_id ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
         all_ AS (PARTITION BY kind, home_country, age_band ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
),
means AS (
  SELECT kind, k, account_id, amount, own_before, own_sum / nullif(own_before, 0) AS own_mean, own_most,
         all_before - own_before AS peers_before,
         (all_sum - coalesce(own_sum, 0)) / nullif(all_before - own_before, 0) AS peers_mean
  FROM sums
)
SELECT kind, k, account_id, amount, own_before, own_mean, own_most, amount / own_mean AS times_own_mean, peers_before, peers_mean,
       amount / peers_mean AS times_peers_mean
FROM means

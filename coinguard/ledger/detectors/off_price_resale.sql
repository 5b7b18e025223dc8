-- Coins bought again and again well below the cheapest official price: a reseller delivered them. One cheap purchase may be
-- a promotion, and a day on which many buy cheaply is one.
WITH priced AS (
  SELECT p.account_id, p.k, p.coins, p.usd_cents, p.home_country, o.unit_cents AS official_cents, o.from_book,
         p.usd_cents / (p.coins * o.unit_cents) AS ratio, floor((p.k >> 20) / 86400000) AS day
  FROM purchases AS p
  JOIN official_prices AS o ON o.country = p.home_country
       AND (p.k >> 20) >= o.from_ms AND (p.k >> 20) < o.to_ms
  WHERE p.coins >= ${min_coins} AND p.usd_cents > 0
    AND (p.store_country IS NULL OR p.store_country = p.home_country)
),
promotion_days AS (
  SELECT home_country, day FROM priced GROUP BY home_country, day
  HAVING count(DISTINCT CASE WHEN ratio < ${low_ratio} THEN account_id END) >= ${promotion_accounts}
     AND count(*) FILTER (WHERE ratio < ${low_ratio}) * 1000 >= count(*) * ${promotion_share}
),
cheap AS (
  SELECT p.* FROM priced AS p
  LEFT JOIN promotion_days AS d ON d.home_country = p.home_country AND d.day = p.day
  WHERE p.ratio < ${low_ratio} AND d.day IS NULL
)
SELECT account_id, array_sort(array_agg(k)) AS event_ks, sum(usd_cents) AS usd_cents, count(*) AS purchases, sum(coins) AS coins,
       max(home_country) AS home, round(median(ratio) * 100, 0) AS percent_of_official,
       round(max(official_cents), 3) AS official_cents, max(from_book) AS from_book,
       ${base} + ${purchase} * least(count(*), 8) + ${depth} * (1 - median(ratio))
         + ${money} * ln(1 + sum(usd_cents) / 5000.0) AS points
FROM cheap
GROUP BY account_id
HAVING count(*) >= ${min_purchases}

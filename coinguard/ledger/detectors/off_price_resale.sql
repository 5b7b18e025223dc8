-- Coins bought again and again well below the cheapest official price: a reseller delivered them. One cheap purchase is no
-- pattern, and a discount that many people get on the same day is a promotion.
WITH priced AS (
  SELECT p.account_id, p.k, p.coins, p.usd_cents, p.home_country, o.unit_cents AS official_cents, o.from_book,
         p.usd_cents / (p.coins * o.unit_cents) AS ratio, floor((p.k >> 20) / 86400000) AS day,
         floor(p.usd_cents / (p.coins * o.unit_cents) * ${discount_steps}) AS discount
  FROM purchases AS p
  JOIN official_prices AS o ON o.country = p.home_country
       AND (p.k >> 20) >= o.from_ms AND (p.k >> 20) < o.to_ms
  WHERE p.coins >= ${min_coins} AND p.usd_cents > 0
    AND (p.store_country IS NULL OR p.store_country = p.home_country)
),
low AS (SELECT * FROM priced WHERE ratio < ${low_ratio}),
near AS (
  SELECT day, discount, account_id FROM low
  UNION SELECT day, discount + 1, account_id FROM low
  UNION SELECT day, discount - 1, account_id FROM low
),
promotions AS (
  SELECT day, discount FROM near GROUP BY day, discount HAVING count(DISTINCT account_id) >= ${promotion_accounts}
),
cheap AS (
  SELECT l.* FROM low AS l
  LEFT JOIN promotions AS p ON p.day = l.day AND p.discount = l.discount
  WHERE p.day IS NULL
)
SELECT account_id, array_sort(array_agg(k)) AS event_ks, sum(usd_cents) AS usd_cents, count(*) AS purchases, sum(coins) AS coins,
       max(home_country) AS home, round(median(ratio) * 100, 0) AS percent_of_official,
       round(max(official_cents), 3) AS official_cents, CASE WHEN max(from_book) THEN 1 ELSE 0 END AS from_book,
       ${base} + ${purchase} * least(count(*), ${most_purchases}) + ${depth} * (1 - median(ratio))
         + ${money} * ln(1 + sum(usd_cents) / ${money_cents}) AS points
FROM cheap
GROUP BY account_id
HAVING count(*) >= ${min_purchases}

-- One card pays for several accounts of people in different countries: somebody sells coins paid with it.
-- A family or a household shares a card too, but lives in one country.
WITH users AS (
  SELECT card_fp, account_id, home_country, count(*) AS purchases, min(k) AS first_k, sum(usd_cents) AS usd_cents
  FROM purchases WHERE card_fp IS NOT NULL GROUP BY card_fp, account_id, home_country
),
cards AS (
  SELECT card_fp, count(*) AS accounts, count(DISTINCT home_country) AS countries, sum(purchases) AS purchases,
         sum(usd_cents) AS usd_cents, min(account_id) AS account_id, array_sort(array_agg(account_id)) AS member_ids
  FROM users GROUP BY card_fp
  HAVING count(*) >= ${min_accounts} AND count(*) <= ${hub_accounts}
),
rows_ AS (
  SELECT p.card_fp, array_sort(array_agg(p.k)) AS event_ks
  FROM purchases AS p JOIN cards AS c ON c.card_fp = p.card_fp GROUP BY p.card_fp
),
disputed AS (
  SELECT card_fp, count(*) AS chargebacks FROM returns
  WHERE kind = 'chargeback' AND card_fp IS NOT NULL GROUP BY card_fp
)
SELECT c.account_id, c.member_ids, r.event_ks, c.usd_cents, c.accounts, c.countries, c.purchases,
       coalesce(d.chargebacks, 0) AS chargebacks,
       ${base} + ${account} * least(c.accounts, 12) + ${country} * least(c.countries - 1, 5)
         + ${chargeback} * least(coalesce(d.chargebacks, 0), 3)
         - CASE WHEN c.countries <= 1 THEN ${household} ELSE 0 END AS points
FROM cards AS c
JOIN rows_ AS r ON r.card_fp = c.card_fp
LEFT JOIN disputed AS d ON d.card_fp = c.card_fp

-- One card pays for several accounts that have nothing else in common: people of different countries, or fresh accounts that all
-- give to the same receiver. A family shares a card too, but lives in one country and follows its own creators.
WITH users AS (
  SELECT p.card_fp, p.account_id, p.home_country, count(*) AS purchases, min(p.k) AS first_k, sum(p.usd_cents) AS usd_cents
  FROM purchases AS p WHERE p.card_fp IS NOT NULL GROUP BY p.card_fp, p.account_id, p.home_country
),
shared AS (
  SELECT card_fp FROM users GROUP BY card_fp HAVING count(*) >= ${min_accounts} AND count(*) <= ${hub_accounts}
),
members AS (
  SELECT u.*, CASE WHEN epoch_ms(a.created_at) >= (u.first_k >> 20) - ${fresh_hours} * 3600000 THEN 1 ELSE 0 END AS fresh
  FROM users AS u JOIN shared AS s ON s.card_fp = u.card_fp
  LEFT JOIN accounts AS a ON a.account_id = u.account_id
),
aims AS (
  SELECT m.card_fp, b.receiver, count(*) AS givers, max(b.givers) AS all_givers
  FROM members AS m JOIN bonds AS b ON b.giver = m.account_id
  WHERE b.share_out >= ${aimed_share}
  GROUP BY m.card_fp, b.receiver
),
aim AS (
  SELECT *, row_number() OVER (PARTITION BY card_fp ORDER BY givers DESC, receiver) AS place FROM aims
  WHERE givers >= 2 AND givers * 1000 >= all_givers * ${captive_share}
),
cards AS (
  SELECT card_fp, count(*) AS accounts, count(DISTINCT home_country) AS countries, sum(purchases) AS purchases,
         sum(usd_cents) AS usd_cents, sum(fresh) AS fresh, min(account_id) AS account_id,
         array_sort(array_agg(account_id)) AS member_ids
  FROM members GROUP BY card_fp
),
rows_ AS (
  SELECT p.card_fp, array_sort(array_agg(p.k)) AS event_ks
  FROM purchases AS p JOIN shared AS s ON s.card_fp = p.card_fp GROUP BY p.card_fp
),
disputed AS (
  SELECT entity AS card_fp, chargebacks FROM entity_returns WHERE kind = 'card' AND final = 1
)
SELECT c.account_id, c.member_ids, a.receiver AS partner_id, r.event_ks, c.usd_cents, c.accounts, c.countries, c.purchases,
       c.fresh, coalesce(a.givers, 0) AS one_receiver, coalesce(d.chargebacks, 0) AS chargebacks,
       ${base} + ${account} * least(c.accounts, ${most_accounts}) + ${country} * least(c.countries - 1, ${most_countries})
         + ${fresh_accounts} * c.fresh / c.accounts + ${aimed} * coalesce(a.givers, 0) / c.accounts
         + ${chargeback} * least(coalesce(d.chargebacks, 0), ${most_chargebacks})
         - CASE WHEN c.countries <= 1 THEN ${household} ELSE 0 END AS points
FROM cards AS c
JOIN rows_ AS r ON r.card_fp = c.card_fp
LEFT JOIN disputed AS d ON d.card_fp = c.card_fp
LEFT JOIN aim AS a ON a.card_fp = c.card_fp AND a.place = 1

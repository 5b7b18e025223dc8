-- One account pays with card after card, hardly any of them twice, issued in many countries and disputed later.
-- Prepaid cards come one after another too, but from home and without a chargeback.
WITH paid AS (
  SELECT account_id, card_fp, count(*) AS purchases, min(k) AS first_k,
         max(CASE WHEN bin_country <> home_country THEN 1 ELSE 0 END) AS abroad
  FROM purchases WHERE card_fp IS NOT NULL GROUP BY account_id, card_fp
),
tried AS (SELECT account_id, count(DISTINCT card_fp) AS cards_tried FROM card_attempts GROUP BY account_id),
disputed AS (
  SELECT account_id, count(*) AS chargebacks FROM returns
  WHERE kind = 'chargeback' AND card_fp IS NOT NULL GROUP BY account_id
),
week AS (SELECT account_id, max(n_7d) AS cards_week FROM distinct_cards GROUP BY account_id),
sums AS (
  SELECT account_id, sum(usd_cents) AS usd_cents, median(usd_cents) AS typical_cents, array_sort(array_agg(k)) AS event_ks
  FROM purchases WHERE card_fp IS NOT NULL GROUP BY account_id
),
captive AS (
  SELECT giver, max(receiver) AS receiver FROM bonds
  WHERE share_out >= ${captive_out} AND coins * 1000 >= got_coins * ${captive_in} GROUP BY giver
),
figures AS (
  SELECT p.account_id, count(*) AS cards, sum(p.purchases) AS purchases, sum(p.abroad) AS foreign_cards,
         max(coalesce(d.chargebacks, 0)) AS chargebacks, max(coalesce(w.cards_week, 0)) AS cards_week,
         max(coalesce(t.cards_tried, 0)) AS cards_tried
  FROM paid AS p
  LEFT JOIN tried AS t ON t.account_id = p.account_id
  LEFT JOIN disputed AS d ON d.account_id = p.account_id
  LEFT JOIN week AS w ON w.account_id = p.account_id
  GROUP BY p.account_id
  HAVING count(*) >= ${min_cards}
)
SELECT f.account_id, c.receiver AS partner_id, s.event_ks, s.usd_cents, f.cards, f.purchases, f.foreign_cards, f.chargebacks,
       f.cards_week, s.typical_cents,
       ${base} + ${card} * least(f.cards, ${most_cards}) + ${foreign_card} * least(f.foreign_cards, ${most_foreign})
         + ${chargeback} * least(f.chargebacks, ${most_chargebacks})
         + CASE WHEN f.cards_week > ${cards_a_week} THEN ${fast} ELSE 0 END
         - CASE WHEN f.foreign_cards = 0 AND f.chargebacks = 0 THEN ${prepaid} ELSE 0 END AS points
FROM figures AS f
JOIN sums AS s ON s.account_id = f.account_id
LEFT JOIN captive AS c ON c.giver = f.account_id
WHERE f.cards * 1000 >= f.purchases * ${fresh_share} AND f.cards * 1000 >= f.cards_tried * ${approved_share}

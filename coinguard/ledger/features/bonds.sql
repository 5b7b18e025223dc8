-- Giver and receiver with the pair's share of all the giver gave and of all the receiver got, in thousandths, while the pair
-- lasted and a week before and after: what somebody did a month earlier or later does not hide what went on between the two.
WITH spans AS (
  SELECT *, floor((first_k >> 20) / 86400000) - ${around_days} AS from_day,
         floor((last_k >> 20) / 86400000) + ${around_days} AS to_day
  FROM gift_pairs
),
days AS (
  SELECT giver, receiver, floor((k >> 20) / 86400000) AS day, sum(coins) AS coins FROM gifts
  GROUP BY giver, receiver, floor((k >> 20) / 86400000)
),
gave_days AS (SELECT giver, day, sum(coins) AS coins FROM days GROUP BY giver, day),
got_days AS (SELECT receiver, day, sum(coins) AS coins FROM days GROUP BY receiver, day),
gave AS (
  SELECT s.giver, s.receiver, sum(d.coins) AS coins
  FROM spans AS s JOIN gave_days AS d ON d.giver = s.giver AND d.day BETWEEN s.from_day AND s.to_day
  GROUP BY s.giver, s.receiver
),
got AS (
  SELECT s.giver, s.receiver, sum(d.coins) AS coins
  FROM spans AS s JOIN got_days AS d ON d.receiver = s.receiver AND d.day BETWEEN s.from_day AND s.to_day
  GROUP BY s.giver, s.receiver
),
all_got AS (SELECT receiver, count(*) AS givers, sum(coins) AS coins FROM gift_pairs GROUP BY receiver)
SELECT s.giver, s.receiver, s.coins, s.gifts, s.first_k, s.last_k, s.active_days, a.givers, a.coins AS got_coins,
       CAST(floor(s.coins * 1000 / gave.coins) AS INTEGER) AS share_out,
       CAST(floor(s.coins * 1000 / got.coins) AS INTEGER) AS share_in
FROM spans AS s
JOIN gave ON gave.giver = s.giver AND gave.receiver = s.receiver
JOIN got ON got.giver = s.giver AND got.receiver = s.receiver
JOIN all_got AS a ON a.receiver = s.receiver

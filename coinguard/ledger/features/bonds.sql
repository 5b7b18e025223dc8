-- Giver and receiver with the pair's share of all the giver gave and of all the receiver got, in thousandths.
WITH gave AS (SELECT giver, sum(coins) AS coins, count(*) AS receivers FROM gift_pairs GROUP BY giver),
got AS (SELECT receiver, sum(coins) AS coins, count(*) AS givers FROM gift_pairs GROUP BY receiver)
SELECT p.giver, p.receiver, p.coins, p.gifts, p.first_k, p.last_k, p.active_days, gave.receivers, got.givers,
       got.coins AS got_coins,
       CAST(floor(p.coins * 1000 / gave.coins) AS INTEGER) AS share_out, CAST(floor(p.coins * 1000 / got.coins) AS INTEGER) AS share_in
FROM gift_pairs AS p
JOIN gave ON gave.giver = p.giver
JOIN got ON got.receiver = p.receiver

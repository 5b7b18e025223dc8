-- Pairs of accounts that share a card, device, address or payout destination, since when, and by how many. An entity with more
-- accounts than a hub (a carrier's address, a shop's till) links nobody.
WITH crowds AS (
  SELECT kind, entity FROM account_entities WHERE kind IN ('card', 'device', 'ip', 'destination')
  GROUP BY kind, entity HAVING count(*) BETWEEN 2 AND ${hub_accounts}
),
members AS (SELECT a.* FROM account_entities AS a JOIN crowds AS c ON c.kind = a.kind AND c.entity = a.entity)
SELECT x.account_id, y.account_id AS other_id, count(*) AS entities, count(*) FILTER (WHERE x.kind = 'card') AS cards,
       count(*) FILTER (WHERE x.kind = 'device') AS devices, count(*) FILTER (WHERE x.kind = 'ip') AS ips,
       count(*) FILTER (WHERE x.kind = 'destination') AS destinations,
       min(greatest(x.first_k, y.first_k)) AS since_k, max(greatest(x.first_k, y.first_k)) AS newest_k
FROM members AS x
JOIN members AS y ON y.kind = x.kind AND y.entity = x.entity AND y.account_id > x.account_id
GROUP BY x.account_id, y.account_id

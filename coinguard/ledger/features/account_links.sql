-- Of each event: how many other accounts its account is linked to by a shared entity up to then.
WITH ends AS (
  SELECT account_id, since_k FROM shared_links UNION ALL SELECT other_id, since_k FROM shared_links
),
marks AS (
  SELECT account_id, since_k AS mark_k, 1 AS step, NULL AS k FROM ends
  UNION ALL SELECT account_id, k, 0, k FROM events
),
running AS (
  SELECT account_id, k, sum(step) OVER (PARTITION BY account_id ORDER BY mark_k, step DESC ROWS UNBOUNDED PRECEDING) AS linked
  FROM marks
)
SELECT account_id, k, CAST(linked AS BIGINT) AS linked FROM running WHERE k IS NOT NULL

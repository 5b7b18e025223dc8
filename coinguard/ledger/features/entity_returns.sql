-- What became of earlier purchases by the same card, on the same device, of the same bundle, and of those handed to the same
-- creator: known at each use (final = 0) and at the ledger's end (final = 1). chargebacks and refunds are those seen until then.
-- The rates are delayed: a purchase counts in them only once its label has had its days to come, whatever became of it.
WITH handed AS (
  SELECT s.k AS purchase_k, r.top_receiver AS receiver, r.top_last_gift AS k FROM spending AS s
  JOIN rounds AS r ON r.account_id = s.account_id AND r.round = s.round
  WHERE s.move = 'buy' AND r.top_receiver IS NOT NULL
),
uses AS (
  SELECT 'card' AS kind, card_fp AS entity, k, k AS purchase_k FROM purchases WHERE card_fp IS NOT NULL
  UNION ALL SELECT 'device', device_id, k, k FROM purchases WHERE device_id IS NOT NULL
  UNION ALL SELECT 'bundle', CAST(coins AS VARCHAR), k, k FROM purchases WHERE coins IS NOT NULL
  UNION ALL SELECT 'creator', receiver, k, purchase_k FROM handed
),
back AS (
  SELECT u.kind, u.entity, u.k, u.purchase_k, r.kind AS what, greatest(r.k, u.k) AS back_k
  FROM uses AS u JOIN returns AS r ON r.purchase_k = u.purchase_k
),
labelled AS (
  SELECT kind, entity, what, greatest(min(back_k), ((k >> 20) + ${label_days} * CAST(86400000 AS BIGINT)) << 20) AS label_k
  FROM back GROUP BY kind, entity, k, purchase_k, what
),
ends AS (SELECT max(k) AS k FROM events),
marks AS (
  SELECT kind, entity, k AS mark_k, 1 AS asks, 0 AS matured, 0 AS chargebacks, 0 AS refunds, 0 AS charged_back, 0 AS refunded,
         k, 0 AS final
  FROM uses
  UNION ALL
  SELECT kind, entity, ((k >> 20) + ${label_days} * CAST(86400000 AS BIGINT)) << 20, 0, 1, 0, 0, 0, 0, NULL, 0 FROM uses
  UNION ALL
  SELECT kind, entity, back_k, 0, 0, CASE WHEN what = 'chargeback' THEN 1 ELSE 0 END, CASE WHEN what = 'refund' THEN 1 ELSE 0 END,
         0, 0, NULL, 0
  FROM back
  UNION ALL
  SELECT kind, entity, label_k, 0, 0, 0, 0, CASE WHEN what = 'chargeback' THEN 1 ELSE 0 END,
         CASE WHEN what = 'refund' THEN 1 ELSE 0 END,
         NULL, 0
  FROM labelled
  UNION ALL
  SELECT DISTINCT u.kind, u.entity, e.k, 2, 0, 0, 0, 0, 0, e.k, 1 FROM uses AS u CROSS JOIN ends AS e
),
running AS (
  SELECT kind, entity, k, final, sum(matured) OVER w AS matured, sum(chargebacks) OVER w AS chargebacks,
         sum(refunds) OVER w AS refunds,
         sum(charged_back) OVER w AS charged_back, sum(refunded) OVER w AS refunded
  FROM marks
  WINDOW w AS (PARTITION BY kind, entity ORDER BY mark_k, asks, k ROWS UNBOUNDED PRECEDING)
)
SELECT kind, entity, k, final, CAST(matured AS BIGINT) AS matured, CAST(chargebacks AS BIGINT) AS chargebacks,
       CAST(refunds AS BIGINT) AS refunds, charged_back / nullif(matured, 0) AS chargeback_rate,
       refunded / nullif(matured, 0) AS refund_rate
FROM running WHERE k IS NOT NULL

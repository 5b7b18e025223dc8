-- How many accounts a device was seen with.
SELECT device_id, count(*) AS accounts FROM account_devices GROUP BY device_id

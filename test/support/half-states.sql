-- What must never be found, however processes end: a change that was written in part. One row for each case.
-- For workspaces that use one integration each, since a change there is one request in the audit trail.
SELECT s.workspace_id, 'version ' || s.version || ' after ' || count(DISTINCT e.request_id) || ' changes' AS what
  FROM ledgerlink.integration_setting s
  LEFT JOIN ledgerlink.audit_event e ON e.workspace_id = s.workspace_id
       AND e.action IN ('credentials.saved', 'credentials.deleted', 'integration.enabled', 'integration.disabled')
 GROUP BY s.workspace_id, s.integration_key, s.version
HAVING s.version <> count(DISTINCT e.request_id)
UNION ALL
SELECT workspace_id, 'version ' || version || ' without the change that made it'
  FROM ledgerlink.integration_setting WHERE (version = 0) <> (change_id IS NULL)
UNION ALL
SELECT workspace_id, count(*) FILTER (WHERE status = 'CURRENT') || ' current sets of ' || api_version
  FROM ledgerlink.credential_set GROUP BY workspace_id, integration_key, api_version
HAVING count(*) FILTER (WHERE status = 'CURRENT') <> 1
UNION ALL
SELECT s.workspace_id, s.status || ' set with ' || count(c.sealed) || ' of '
       || jsonb_array_length(jsonb_path_query_array(o.fields, '$[*] ? (@.secret == true)')) || ' secrets'
  FROM ledgerlink.credential_set s
  JOIN ledgerlink.credential_option o USING (integration_key, api_version)
  LEFT JOIN ledgerlink.credential_secret c ON c.workspace_id = s.workspace_id AND c.credential_set_id = s.id
 GROUP BY s.workspace_id, s.id, s.status, o.fields
HAVING count(c.sealed) <> CASE s.status WHEN 'CURRENT'
       THEN jsonb_array_length(jsonb_path_query_array(o.fields, '$[*] ? (@.secret == true)')) ELSE 0 END
UNION ALL
SELECT s.workspace_id, 'set that no audit event speaks of'
  FROM ledgerlink.credential_set s
 WHERE NOT EXISTS (SELECT FROM ledgerlink.audit_event e WHERE e.workspace_id = s.workspace_id
                      AND e.action = 'credentials.saved' AND e.target_id = s.id::text)

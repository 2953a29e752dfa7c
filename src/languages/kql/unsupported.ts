import { names } from '../documented.ts';

/** Names that the vendor documents and firedrill does not run, and why. */
export interface UnsupportedNames {
  readonly names: readonly string[];
  readonly reason: string;
}

export const UNSUPPORTED_KQL: readonly UnsupportedNames[] = [
  {
    names: names(`current_cluster_endpoint, current_database, current_principal, current_principal_details,
      current_principal_is_member_of, cursor_after, cursor_before_or_at, cursor_current, extent_id, extent_tags,
      external_table, materialized_view, stored_query_result, inline_external_table`),
    reason: 'They tell of a cluster, of who asks it, or of how it stores and loads rows: none of that is here.',
  },
  {
    names: names('cluster, database'),
    reason: "They are read as the beginning of a table's name, where the configuration says which workspace is meant.",
  },
  {
    names: names('estimate_data_size'),
    reason: 'The sizes of longs and texts alone are documented.',
  },
  {
    names: names('series_fit_2lines, series_fit_2lines_dynamic'),
    reason:
      'How short a segment may be, and how the r-square of two segments is reckoned, is not documented; no result is printed.',
  },
  {
    names: names('hash_combine, hash_many'),
    reason: 'The algorithm is not public: one result is printed, and no usual way of combining hashes gives it.',
  },
  {
    names: names('facet, fork, preview, funnel_sequence'),
    reason: 'They give several tables; a query here gives one.',
  },
  {
    names: names('macro-expand'),
    reason: 'It repeats a query over several clusters or databases; a workspace is one.',
  },
  {
    names: names('reduce, autocluster, basket, diffpatterns, diffpatterns_text'),
    reason: 'The patterns that they find hang on sampling, or on an algorithm that is not documented.',
  },
  {
    names: names('activity_engagement, new_activity_metrics, funnel_sequence_completion, sequence_detect'),
    reason:
      'Which rows count where a window reaches beyond the analysis, a step has no values, or a state occurs again, is not documented.',
  },
  {
    names: names(`ai_chat_completion, ai_chat_completion_prompt, ai_embeddings, azure_digital_twins_query_request,
      cosmosdb_sql_request, http_request, http_request_post, mysql_request, postgresql_request, sql_request,
      infer_storage_schema, infer_storage_schema_with_suggestions`),
    reason: 'They ask a service outside; a query here reaches nothing but the logs and knowledge of the run.',
  },
  {
    names: names('Python, R'),
    reason: 'They run programs of other languages.',
  },
];

import { type Documented, names } from '../documented.ts';

/** @see https://learn.microsoft.com/kusto/query */
export const DOCUMENTED_KQL: Documented<'operator' | 'function' | 'aggregation' | 'scalar operator' | 'plugin'> = {
  function: [
    {
      section: 'Binary functions',
      names: names(`
        binary_and, binary_not, binary_or, binary_shift_left, binary_shift_right, binary_xor, bitset_count_ones
      `),
    },
    {
      section: 'Conversion functions',
      names: names(`
        tobool, todatetime, todecimal, todouble, toguid, toint, tolong, tostring, totimespan
      `),
    },
    {
      section: 'DateTime/timespan functions',
      names: names(`
        ago, datetime_add, datetime_diff, datetime_local_to_utc, datetime_part, datetime_utc_to_local,
        dayofmonth, dayofweek, dayofyear, endofday, endofmonth, endofweek, endofyear, format_datetime,
        format_timespan, getyear, hourofday, make_datetime, make_timespan, monthofyear, now, startofday,
        startofmonth, startofweek, startofyear, todatetime, totimespan, unixtime_microseconds_todatetime,
        unixtime_milliseconds_todatetime, unixtime_nanoseconds_todatetime, unixtime_seconds_todatetime,
        weekofyear
      `),
    },
    {
      section: 'Dynamic/array functions',
      names: names(`
        array_concat, array_iff, array_index_of, array_length, array_reverse, array_rotate_left,
        array_rotate_right, array_shift_left, array_shift_right, array_slice, array_sort_asc, array_sort_desc,
        array_split, array_sum, bag_has_key, bag_keys, bag_merge, bag_pack_columns, bag_remove_keys,
        bag_set_key, jaccard_index, pack_all, pack_array, repeat, set_difference, set_has_element,
        set_intersect, set_union, treepath, zip
      `),
    },
    {
      section: 'Window scalar functions',
      names: names(`
        next, prev, row_cumsum, row_number, row_rank_dense, row_rank_min
      `),
    },
    {
      section: 'Flow control functions',
      names: names(`
        toscalar
      `),
    },
    {
      section: 'Mathematical functions',
      names: names(`
        abs, acos, asin, atan, atan2, beta_cdf, beta_inv, beta_pdf, cos, cot, degrees, erf, erfc, exp, exp10,
        exp2, gamma, isfinite, isinf, isnan, log, log10, log2, loggamma, not, pi, pow, radians, rand, range,
        round, sign, sin, sqrt, tan, welch_test
      `),
    },
    {
      section: 'Metadata functions',
      names: names(`
        column_ifexists, current_cluster_endpoint, current_database, current_principal,
        current_principal_details, current_principal_is_member_of, cursor_after, estimate_data_size, extent_id,
        extent_tags, ingestion_time
      `),
    },
    {
      section: 'Rounding functions',
      names: names(`
        bin, bin_at, ceiling
      `),
    },
    {
      section: 'Conditional functions',
      names: names(`
        case, coalesce, iff, max_of, min_of
      `),
    },
    {
      section: 'Series element-wise functions',
      names: names(`
        series_abs, series_acos, series_add, series_asin, series_atan, series_ceiling, series_cos,
        series_divide, series_equals, series_exp, series_floor, series_greater, series_greater_equals,
        series_less, series_less_equals, series_log, series_multiply, series_not_equals, series_pow,
        series_sign, series_sin, series_subtract, series_tan
      `),
    },
    {
      section: 'Series processing functions',
      names: names(`
        series_cosine_similarity, series_decompose, series_decompose_anomalies, series_decompose_forecast,
        series_dot_product, series_fill_backward, series_fill_const, series_fill_forward, series_fill_linear,
        series_fft, series_fir, series_fit_2lines, series_fit_2lines_dynamic, series_fit_line,
        series_fit_line_dynamic, series_fit_poly, series_ifft, series_iir, series_magnitude, series_outliers,
        series_pearson_correlation, series_periods_detect, series_periods_validate, series_product,
        series_seasonal, series_stats, series_stats_dynamic, series_sum
      `),
    },
    {
      section: 'String functions',
      names: names(`
        base64_encode_tostring, base64_encode_fromguid, base64_decode_tostring, base64_decode_toarray,
        base64_decode_toguid, countof, extract, extract_all, extract_json, has_any_index, indexof, isempty,
        isnotempty, isnotnull, isnull, parse_command_line, parse_csv, parse_ipv4, parse_ipv4_mask, parse_ipv6,
        parse_ipv6_mask, toobject, parse_url, parse_urlquery, parse_version, replace_regex, replace_string,
        replace_strings, punycode_domain_from_string, punycode_domain_to_string, punycode_from_string,
        punycode_to_string, reverse, split, strcat, strcat_delim, strcmp,
        strlen, strrep, substring, tohex, tolower, toupper, translate, trim, trim_end, trim_start, url_decode,
        url_encode
      `),
    },
    {
      section: 'IPv4/IPv6 functions',
      names: names(`
        ipv4_compare, ipv4_is_in_range, ipv4_is_in_any_range, ipv4_is_match, ipv4_is_private,
        ipv4_netmask_suffix, parse_ipv4, parse_ipv4_mask, ipv4_range_to_cidr_list, ipv6_compare, ipv6_is_match,
        parse_ipv6, parse_ipv6_mask, format_ipv4, format_ipv4_mask, ipv6_is_in_range, ipv6_is_in_any_range,
        geo_info_from_ip_address
      `),
    },
    {
      section: 'IPv4 text match functions',
      names: names(`
        has_ipv4, has_ipv4_prefix, has_any_ipv4, has_any_ipv4_prefix
      `),
    },
    {
      section: 'Type functions',
      names: names(`
        gettype
      `),
    },
    {
      section: 'Scalar aggregation functions',
      names: names(`
        dcount_hll, hll_merge, percentile_tdigest, percentile_array_tdigest, percentrank_tdigest, rank_tdigest,
        merge_tdigest
      `),
    },
    {
      section: 'Geospatial functions',
      names: names(`
        geo_angle, geo_azimuth, geo_closest_point_on_line, geo_closest_point_on_polygon, geo_distance_2points,
        geo_distance_point_to_line, geo_distance_point_to_polygon, geo_from_wkt, geo_intersects_2lines,
        geo_intersects_2polygons, geo_intersects_line_with_polygon, geo_intersection_2lines,
        geo_intersection_2polygons, geo_intersection_line_with_polygon, geo_point_buffer, geo_point_in_circle,
        geo_point_in_polygon, geo_point_to_geohash, geo_point_to_s2cell, geo_point_to_h3cell, geo_line_buffer,
        geo_line_centroid, geo_line_densify, geo_line_interpolate_point, geo_line_length, geo_line_locate_point,
        geo_line_simplify, geo_line_to_s2cells, geo_polygon_area, geo_polygon_buffer, geo_polygon_centroid,
        geo_polygon_densify, geo_polygon_perimeter, geo_polygon_simplify, geo_polygon_to_s2cells,
        geo_polygon_to_h3cells, geo_geohash_to_central_point, geo_geohash_neighbors, geo_geohash_to_polygon,
        geo_s2cell_to_central_point, geo_s2cell_neighbors, geo_s2cell_to_polygon, geo_h3cell_to_central_point,
        geo_h3cell_neighbors, geo_h3cell_to_polygon, geo_h3cell_parent, geo_h3cell_children, geo_h3cell_level,
        geo_h3cell_rings, geo_simplify_polygons_array, geo_union_lines_array, geo_union_polygons_array
      `),
    },
    {
      section: 'Hash functions',
      names: names(`
        hash, hash_combine, hash_many, hash_md5, hash_sha1, hash_sha256, hash_xxhash64
      `),
    },
    {
      section: 'Units conversion functions',
      names: names(`
        convert_angle, convert_energy, convert_force, convert_length, convert_mass, convert_speed,
        convert_temperature, convert_volume
      `),
    },
    {
      section: 'Other functions',
      names: names(`
        around, assert, bag_zip, base64_encode_fromarray, bin_auto, cluster, column_names_of,
        cursor_before_or_at, cursor_current, database, datetime_list_timezones, dynamic_to_json, external_table,
        format_bytes, gzip_decompress_from_base64_string, indexof_regex, isascii, isutf8, materialize,
        materialized_view, new_guid, parse_path, parse_user_agent, parse_xml, regex_quote, row_window_session,
        stored_query_result, strcat_array, string_size, table, unicode_codepoints_from_string,
        unicode_codepoints_to_string, url_encode_component, zlib_decompress_from_base64_string
      `),
    },
  ],
  aggregation: [
    {
      section: 'Aggregation functions',
      names: names(`
        arg_max, arg_min, avg, avgif, binary_all_and, binary_all_or, binary_all_xor, buildschema, count,
        count_distinct, count_distinctif, countif, covariance, covarianceif, covariancep, covariancepif, dcount,
        dcountif, hll, hll_if, hll_merge, make_bag, make_bag_if, make_list, make_list_if, make_list_with_nulls,
        make_set, make_set_if, max, maxif, min, minif, percentile, percentiles, percentiles_array, percentilew,
        percentilesw, percentilesw_array, stdev, stdevif, stdevp, sum, sumif, take_any, take_anyif, tdigest,
        tdigest_merge, variance, varianceif, variancep, variancepif
      `),
    },
  ],
  operator: [
    {
      section: 'Tabular operators',
      names: names(`
        as, consume, count, datatable, distinct, evaluate, extend, externaldata, facet, find, fork, getschema,
        graph-mark-components, graph-match, graph-shortest-paths, graph-to-table, inline_external_table, invoke,
        join, lookup, macro-expand, make-graph, make-series, mv-apply, mv-expand, parse-kv, parse, parse-where,
        partition, print, project-away, project-by-names, project-keep, project, project-rename,
        project-reorder, range, reduce, render, sample-distinct, sample, scan, search, serialize, sort,
        summarize, take, top-hitters, top-nested, top, union, where
      `),
    },
  ],
  'scalar operator': [
    {
      section: 'Scalar operators',
      names: names(`
        between, contains_cs, contains, endswith_cs, endswith, ==, =~, has_all, has_any, has_cs, has,
        hasprefix_cs, hasprefix, hassuffix_cs, hassuffix, in, in~, matches regex, !between, !contains_cs,
        !contains, !endswith_cs, !endswith, !=, !~, !has_cs, !has, !hasprefix_cs, !hasprefix, !hassuffix_cs,
        !hassuffix, !in, !in~, !startswith_cs, !startswith, startswith_cs, startswith
      `),
    },
  ],
  plugin: [
    {
      section: 'Plugins',
      names: names(`
        active_users_count, activity_counts_metrics, activity_engagement, activity_metrics, ai_chat_completion,
        ai_chat_completion_prompt, ai_embeddings, autocluster, azure_digital_twins_query_request, bag_unpack,
        basket, cosmosdb_sql_request, dcount_intersect, diffpatterns, diffpatterns_text,
        funnel_sequence_completion, funnel_sequence, geo_line_lookup, geo_polygon_lookup, http_request,
        http_request_post, infer_storage_schema, infer_storage_schema_with_suggestions, ipv4_lookup,
        ipv6_lookup, mysql_request, narrow, new_activity_metrics, pivot, postgresql_request, preview, Python, R,
        rolling_percentile, rows_near, schema_merge, sequence_detect, session_count, sliding_window_counts,
        sql_request
      `),
    },
  ],
};

import { names } from '../languages/documented.ts';

/**
 * What an implementation leans on: an answer recorded from the vendor's own engine, a result printed in its
 * documentation, a rule stated there, or our own reasoning where it says nothing.
 */
export type Basis = 'recorded' | 'printed' | 'stated' | 'inferred';

/** Names whose results were compared with answers of Microsoft's engine. */
const KQL_RECORDED = names(`
  abs, activity_counts_metrics, arg_max, around, array_concat, array_iff, array_index_of, array_length,
  array_rotate_left, array_rotate_right, array_shift_left, array_shift_right, array_slice, array_sort_asc,
  array_sort_desc, array_sum, as, atan2, avg, bag_has_key, bag_merge, bag_pack, bag_pack_columns, bag_remove_keys,
  bag_set_key, bag_unpack, bag_zip, base64_decode_toarray, base64_decode_toguid, base64_decode_tostring,
  base64_encode_fromarray, base64_encode_fromguid, base64_encode_tostring, beta_pdf, between, bin, bin_at,
  binary_all_and, binary_all_xor, binary_or, bitset_count_ones, bool, broadcast, buildschema, case,
  clipped_average, column_names_of, convert_angle, convert_energy, convert_speed, cos, cot, count, country,
  covariance, covarianceif, covariancep, datatable, datetime, datetime_add, datetime_list_timezones,
  datetime_local_to_utc, datetime_part, datetime_utc_to_local, dayofweek, dcount_intersect, decimal, declare,
  degrees, double, dynamic, endofday, endofweek, erf, erfc, evaluate, exp, extend, extract, extract_all,
  format_ipv4, format_ipv4_mask, format_timespan, geohash_to_map_url, get_direction, getschema,
  gzip_decompress_from_base64_string, has_any_ipv4, has_any_ipv4_prefix, has_ipv4, has_ipv4_prefix, hash,
  hash_combine, hash_many, hash_md5, hash_sha1, hash_xxhash64, hll, hourofday, iff, iif, inner, int, invoke,
  ipv4_compare, ipv4_is_in_any_range, ipv4_is_match, ipv4_is_private, ipv4_lookup, ipv4_range_to_cidr_list,
  ipv6_compare, ipv6_is_in_any_range, ipv6_is_match, ipv6_lookup, isascii, isempty, isinf, isnotnull, isnull,
  jaccard_index, join, log10, loggamma, long, make-series, make_bag, make_bag_if, make_datetime, make_list,
  make_list_if, make_set, max, max_of, merge_tdigest, min_of, multiplybyn, mv-apply, mv-expand, on, order,
  pack_all, pack_array, parse, parse-where, parse_command_line, parse_csv, parse_ipv4, parse_ipv6,
  parse_ipv6_mask, parse_json, parse_url, parse_urlquery, parse_user_agent, parse_version, percentile_tdigest,
  percentiles, percentilesw, pi, point_to_map_url, pow, prev, project, project-away, project-reorder,
  punycode_from_string, punycode_to_string, radians, range, rank_tdigest, real, reduce, regex_quote, render,
  replace_regex, replace_string, replace_strings, reverse, rolling_percentile, row_cumsum, row_rank_dense,
  row_rank_min, rows_near, scan, schema_merge, series_abs, series_acos, series_cos, series_cosine_similarity,
  series_divide, series_dot_product, series_fill_const, series_fill_forward, series_floor, series_iir,
  series_less, series_log, series_multiply, series_pearson_correlation, series_periods_detect, series_product,
  series_seasonal, series_sin, series_stats, series_sum, session_count, set_difference, set_intersect, set_union,
  sign, sort, split, startofday, startofmonth, startofweek, stdev, stdevif, strcat, strcat_array, string_size,
  strlen, sum, sumif, summarize, tablename, take, tdigest, time, timespan, todatetime, todecimal, toguid, tohex,
  toint, top-nested, toscalar, tostring, totimespan, toupper, trim, trim_end, trim_start, true, typeof,
  unicode_codepoints_from_string, unicode_codepoints_to_string, union, unixtime_milliseconds_todatetime,
  unixtime_nanoseconds_todatetime, unixtime_seconds_todatetime, url_encode, variance, variancep, view, where,
  with, zip, zlib_decompress_from_base64_string
`);

/** Further names whose results were compared with those that Microsoft's pages print. */
const KQL_PRINTED = names(`
  punycode_domain_from_string, punycode_domain_to_string,
  !=, !between, !contains, !endswith, !has_cs, !hasprefix, !hasprefix_cs, !hassuffix_cs, !in~, ==, all, any,
  arg_min, array_reverse, array_split, asin, binary_xor, coalesce, contains, contains_cs, countif, countof,
  datetime_diff, dayofmonth, dayofyear, dcount, dcountif, distinct, endswith, endswith_cs, format_datetime,
  gettype, has, has_all, hasprefix, in, indexof, in~, isfinite, isnan, isnotempty, log, log2, lookup, make-graph,
  make_list_with_nulls, make_set_if, make_timespan, map, materialize, node_degree_out, not, parse-kv, parse_xml,
  percentile, print, project-by-names, repeat, round, row_number, series_fit_line, series_fit_line_dynamic, sqrt,
  startofyear, startswith, startswith_cs, strcat_delim, strcmp, strrep, substring, tobool, todouble, tolong,
  tolower, toreal, translate, treepath, url_decode, url_encode_component, week_of_year, welch_test
`);

/** Names whose results were compared with those that Splunk's pages print. */
const SPL_PRINTED = names(`
  addtotals, bit_and, bit_not, bit_shift_left, bit_shift_right, case, ceil, chart, cidrmatch, eval, false, fields,
  floor, foreach, format, head, if, inputlookup, ipmask, isbool, isdouble, isnull, isnum, isobject, json_append,
  json_array, json_array_to_mv, json_entries, json_extract, json_object, json_set, len, lower, ltrim, makemv,
  makeresults, median, mode, mv_to_json_array, mvappend, mvexpand, mvindex, mvjoin, mvrange, null, nullif, pi,
  printf, replace, rex, search, sigfig, sort, split, stats, streamstats, substr, sum, table, toarray, toint,
  tonumber, toobject, tostring, transpose, where
`);

/** Behaviour of our own reasoning, by language and name: what exactly. */
const INFERRED: Readonly<Record<string, string>> = {
  'spl accum': 'Sums are rounded to 15 significant digits.',
  'spl addtotals': 'Sums are rounded to 15 significant digits.',
  'spl contingency': 'Values with equal totals come in the order in which they appear.',
  'spl delta': 'Differences are rounded to 15 significant digits.',
  'spl lookup': 'The function `lookup` is null where no row matches.',
  'spl makecontinuous': 'Ranges of numbers are named as `bin` names them.',
  'spl trendline': 'Averages are rounded to 15 significant digits.',
  'kql top-nested':
    'Of equal groups the greater value comes first; where nothing is left out there is no row of others.',
  'kql find': '`pack(*)` holds the columns that are not shown, empty ones too.',
  'kql series_fft': 'The transform turns clockwise and is not scaled; the inverse is, so that it undoes the transform.',
  'kql scan': 'The match id rises when the first step starts a sequence, not when it is met again.',
  'kql search': 'Columns of numbers and times are not searched.',
  'kql pivot': 'New columns come in the order in which their values appear.',
  'kql hash_xxhash64': 'A long is hashed as its eight bytes.',
  'kql buildschema':
    'Of several types at one place, bags come first, then arrays, then names in order; nulls say nothing.',
  'kql parse_url': 'Without a scheme everything up to the query is the path; parameters are not decoded.',
  'kql parse_path': 'What follows a colon behind the last separator is an alternate data stream.',
  'kql series_fir': 'Elements outside of the series are zero.',
  'kql make-series': 'Without a start or an end, each group has its own first and last step.',
  'kql series_fill_linear': 'A series without any value is filled with the constant.',
};

const RECORDED = new Map<string, ReadonlySet<string>>([['kql', new Set(KQL_RECORDED)]]);
const PRINTED = new Map<string, ReadonlySet<string>>([
  ['kql', new Set(KQL_PRINTED)],
  ['spl', new Set(SPL_PRINTED)],
]);

/** The basis of a definition: the strongest that its name has. A behaviour of it may be inferred all the same. */
export function basisOf(language: string, name: string): Basis {
  if (RECORDED.get(language)?.has(name)) return 'recorded';
  return PRINTED.get(language)?.has(name) ? 'printed' : 'stated';
}

/** What of a definition's behaviour is inferred; undefined when nothing is known to be. */
export const inferenceOf = (language: string, name: string): string | undefined => INFERRED[`${language} ${name}`];

/** Every inferred behaviour: language, name and what. */
export const inferences = (): readonly (readonly [language: string, name: string, what: string])[] =>
  Object.entries(INFERRED).map(([key, what]) => {
    const [language = '', ...name] = key.split(' ');
    return [language, name.join(' '), what];
  });

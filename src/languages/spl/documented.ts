import { type Documented, names } from '../documented.ts';

/** @see https://help.splunk.com/en/splunk-enterprise/search/spl-search-reference/10.0 */
export const DOCUMENTED_SPL: Documented<'command' | 'eval function' | 'statistical function'> = {
  command: [
    {
      section: 'Search commands',
      names: names(`
        abstract, accum, addcoltotals, addinfo, addtotals, analyzefields, anomalies, anomalousvalue,
        anomalydetection, append, appendcols, appendpipe, arules, associate, autoregress, bin, bucketdir, chart,
        cluster, cofilter, collect, concurrency, contingency, convert, correlate, ctable, datamodel, dbinspect,
        dedup, delete, delta, diff, erex, eval, eventcount, eventstats, extract, fieldformat, fields,
        fieldsummary, filldown, fillnull, findtypes, folderize, foreach, format, from, fromjson, gauge,
        gentimes, geom, geomfilter, geostats, head, highlight, history, iconify, inputcsv, inputlookup,
        iplocation, join, kmeans, kvform, loadjob, localize, localop, lookup, makecontinuous, makemv,
        makeresults, map, mcollect, metadata, metasearch, meventcollect, mpreview, mstats, multikv, multisearch,
        mvcombine, mvexpand, nomv, outlier, outputcsv, outputlookup, outputtext, overlap, pivot, predict,
        rangemap, rare, redistribute, regex, reltime, rename, replace, require, rest, return, reverse, rex,
        rtorder, run, savedsearch, script, scrub, search, searchtxn, selfjoin, sendalert, sendemail, set,
        setfields, sichart, sirare, sistats, sitimechart, sitop, sort, spath, stats, strcat, streamstats, table,
        tags, tail, timechart, timewrap, tojson, top, transaction, transpose, trendline, tscollect, tstats,
        typeahead, typelearner, typer, union, uniq, untable, walklex, where, x11, xmlkv, xmlunescape, xpath,
        xyseries
      `),
    },
    {
      section: 'Machine Learning Toolkit',
      names: names(`
        apply, deletemodel, fit, listmodels, sample, score, summary
      `),
    },
  ],
  'eval function': [
    {
      section: 'Comparison and conditional functions',
      names: names(`
        case, cidrmatch, coalesce, false, if, in, like, lookup, match, null, nullif, searchmatch, true, validate
      `),
    },
    {
      section: 'Conversion functions',
      names: names(`
        ipmask, printf, toarray, tobool, todouble, toint, tomv, tonumber, toobject, tostring
      `),
    },
    {
      section: 'Cryptographic functions',
      names: names(`
        md5, sha1, sha256, sha512
      `),
    },
    {
      section: 'Date and time functions',
      names: names(`
        now, relative_time, strftime, strptime, time
      `),
    },
    {
      section: 'Informational functions',
      names: names(`
        cluster, getfields, isarray, isbool, isdouble, isint, ismv, isnotnull, isnull, isnum, isobject, isstr,
        typeof
      `),
    },
    {
      section: 'JSON functions',
      names: names(`
        json, json_append, json_array, json_array_to_mv, json_delete, json_entries, json_extend, json_extract,
        json_extract_exact, json_has_key_exact, json_keys, json_object, json_set, json_set_exact, json_valid
      `),
    },
    {
      section: 'Mathematical functions',
      names: names(`
        abs, ceiling, exact, exp, floor, ln, log, pi, pow, round, sigfig, sqrt
      `),
    },
    {
      section: 'Multivalue eval functions',
      names: names(`
        commands, mvappend, mvcount, mvdedup, mvfilter, mvfind, mvindex, mvjoin, mvmap, mvrange, mvsort, mvzip,
        mv_to_json_array, split
      `),
    },
    {
      section: 'Statistical eval functions',
      names: names(`
        avg, max, min, random, sum
      `),
    },
    {
      section: 'Text functions',
      names: names(`
        len, lower, ltrim, replace, rtrim, spath, substr, trim, upper, urldecode
      `),
    },
    {
      section: 'Trig and hyperbolic functions',
      names: names(`
        acos, acosh, asin, asinh, atan, atan2, atanh, cos, cosh, hypot, sin, sinh, tan, tanh
      `),
    },
    {
      section: 'Bitwise functions',
      names: names(`
        bit_and, bit_or, bit_not, bit_xor, bit_shift_left, bit_shift_right
      `),
    },
  ],
  'statistical function': [
    {
      section: 'Aggregate functions',
      names: names(`
        avg, count, distinct_count, estdc, estdc_error, exactperc, max, mean, median, min, mode, perc, range,
        stdev, stdevp, sum, sumsq, upperperc, var, varp
      `),
    },
    {
      section: 'Event order functions',
      names: names(`
        first, last
      `),
    },
    {
      section: 'Multivalue stats and chart functions',
      names: names(`
        list, values
      `),
    },
    {
      section: 'Time functions',
      names: names(`
        earliest, earliest_time, latest, latest_time, per_day, per_hour, per_minute, per_second, rate, rate_avg,
        rate_sum
      `),
    },
    {
      section: 'Charting',
      names: names(`
        sparkline
      `),
    },
  ],
};

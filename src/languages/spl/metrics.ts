/** How the column of a measurement is named, beside those of dimensions: a metric and a dimension may share a name. */
export const METRIC_PREFIX = 'metric_name:';

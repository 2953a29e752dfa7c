// DuckDB over the same raw file: one column, the line; fields cut out with regexp_extract.
//   node duckdb.mjs FILE selective|aggregate [THREADS]
import { DuckDBInstance } from '@duckdb/node-api';

const [file, task, threads = '2'] = process.argv.slice(2);
const database = await DuckDBInstance.create(':memory:', { threads });
const connection = await database.connect();
const source = `read_csv('${file}', columns = {'line': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '', header = false, auto_detect = false, max_line_size = 10000000)`;
const field = (name) => `regexp_extract(line, '<Data Name=''${name}''>([^<]*)</Data>', 1)`;
const queries = {
  selective: `
    SELECT ${field('Image')} AS app, ${field('DestinationIp')} AS dest_ip, ${field('User')} AS "user", count(*) AS n
    FROM ${source}
    WHERE line LIKE '%7844%' AND ${field('DestinationPort')} = '7844'
    GROUP BY ALL`,
  aggregate: `
    SELECT * FROM (
      SELECT ${field('Image')} AS image, ${field('DestinationIp')} AS ip, ${field('DestinationPort')} AS port, count(*) AS n
      FROM ${source}
      GROUP BY ALL)
    WHERE image <> '' AND ip <> '' AND port <> ''
    ORDER BY image, ip, port`,
};
const result = await connection.runAndReadAll(queries[task]);
process.stdout.write(`${JSON.stringify(result.getRowsJson())}\n`);

/**
 * Graphs: `make-graph` puts the tables of nodes and edges one after another; the operator that asks the graph reads it out
 * of those rows into memory (`property-graph.ts`) and searches it.
 */
import type { TableFunction } from '../../../../plan/library.ts';
import type { KqlOperator } from '../definition.ts';
import { graphMarkComponents } from './graph-mark-components.ts';
import { graphMatch } from './graph-match.ts';
import { graphShortestPaths } from './graph-shortest-paths.ts';
import { graphToTableTable } from './graph-table-library.ts';
import { graphToTable } from './graph-to-table.ts';
import { makeGraph } from './make-graph.ts';
import { graphMatchTable } from './match-library.ts';
import { shortestPathsTable } from './shortest-paths-library.ts';

export const graphOperators: readonly KqlOperator[] = [
  graphMarkComponents,
  graphMatch,
  graphShortestPaths,
  graphToTable,
  makeGraph,
];

export const graphTables: readonly TableFunction[] = [graphMatchTable, graphToTableTable, shortestPathsTable];

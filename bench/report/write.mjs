import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { WORKS } from '../contestants.mjs';
import { round } from '../measure/numbers.mjs';
import { BENCH, contestantNode } from '../place.mjs';
import { chart } from './chart.mjs';
import { growthTable, pullTable, targetsTable, worksTable } from './tables.mjs';
import { judge } from './targets.mjs';

/**
 * Prints the tables and writes them to results/: JSON for programs, Markdown and SVG for a README. An incomplete run
 * writes `partial.*` and does not replace the last complete one. Answers whether every measured target was met.
 */
export function writeResults(run) {
  const node = execFileSync(contestantNode(), ['--version'], { encoding: 'utf8' }).trim();
  const targets = judge(run);
  const name = run.options.full ? 'latest' : 'partial';
  const file = `${BENCH}results/${name}`;
  mkdirSync(`${BENCH}results`, { recursive: true });
  writeFileSync(`${file}.json`, `${JSON.stringify(toJson(run, node), null, 2)}\n`);
  writeFileSync(`${file}.svg`, chart(run.works, WORKS));
  writeFileSync(`${file}.md`, toMarkdown(run, { name, node, targets }));
  const parts = [
    worksTable(run.works),
    run.growth.length > 0 ? growthTable(run.growth) : '',
    run.pull ? pullTable(run.pull) : '',
    targetsTable(targets),
    `written to bench/results/${name}.json, .md and .svg`,
  ];
  process.stdout.write(`\n${parts.filter((part) => part !== '').join('\n\n')}\n`);
  return targets.every(({ met }) => met);
}

function toJson({ works, growth, pull }, node) {
  const results = Object.keys(WORKS).map((work) => [
    work,
    Object.fromEntries(
      Object.entries(works[work] ?? {}).map(([name, result]) => [
        name,
        {
          rps: round(result.rps, 1),
          p50Ms: round(result.p50Ms, 2),
          p99Ms: round(result.p99Ms, 2),
          rssMb: round(result.rssMb, 1),
          statements: result.statements ?? null,
        },
      ]),
    ),
  ]);
  return {
    node,
    pull,
    works: Object.fromEntries(results),
    growth: growth.map(({ workspaces, auditRows, dashboard }) => ({
      workspaces,
      auditRows,
      p50Ms: round(dashboard.p50Ms, 2),
      statements: dashboard.statements,
    })),
  };
}

function toMarkdown({ options, works, growth, pull }, { name, node, targets }) {
  const query = options.query
    ? 'another query than test/support/dashboard.graphql (`--query`)'
    : 'test/support/dashboard.graphql';
  const how = `Dashboard: ${query}. Node ${node}, ${cpus().length} cores, ${options.connections} connections, pools of 10, ${options.rounds} round(s) of ${options.seconds} s. Medians; "ours is" is the median of the rounds' ratios.`;
  const title = name === 'latest' ? 'The last run' : 'A partial run';
  const parts = [`# ${title} of \`npm run bench\``, how, worksTable(works, true)];
  if (growth.length > 0) parts.push('## Growth', growthTable(growth, true));
  if (pull) parts.push('## A first pull', pullTable(pull, true));
  parts.push('## What it must show', targetsTable(targets, true), `![Requests per second](${name}.svg)`);
  return `${parts.join('\n\n')}\n`;
}

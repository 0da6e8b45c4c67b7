import { buildSchema, type GraphQLSchema, isObjectType } from 'graphql';
import { immutable } from '../../src/infra/graphql/compiled/immutable.js';

/**
 * A schema with every kind of output and input, and resolvers that answer, answer null, fail, or answer nonsense. Some
 * answer data that never changes, the same for all who ask, of which compiled queries keep what they have written.
 */
export function createOddSchema(): GraphQLSchema {
  const schema = buildSchema(`
    enum Colour { RED GREEN }
    input Filter { text: String = "any", size: Int, colours: [Colour!], nested: Filter }
    interface Named { name: String }
    type Leaf implements Named { name: String, strict: String!, colour: Colour, number: Int, real: Float, flag: Boolean, id: ID
      failing: String, failingStrict: String!, nothing: Int, nothingStrict: Int!, nonsense: Int, nonsenseColour: Colour, later: String }
    type Branch implements Named { name: String, leaf: Leaf, leaves: [Leaf!]!, holes: [Leaf], grid: [[Int!]!], branch(depth: Int = 1, filter: Filter): Branch
      any: Thing, all: [Thing], named: [Named!], echo(text: String!, list: [Int!] = [1, 2], filter: Filter, colour: Colour = RED): String }
    union Thing = Leaf | Branch
    type Query { branch(depth: Int = 1, filter: Filter): Branch, leaf: Leaf, strict: Leaf!, any: Thing, named: [Named!]!, echo(text: String!, list: [Int!] = [1, 2], filter: Filter, colour: Colour = RED): String }
    type Mutation { change(text: String): Leaf }`);
  const leaf = () => ({
    __typename: 'Leaf',
    name: 'leaf',
    strict: 's',
    colour: 'GREEN',
    number: 7,
    real: 1.5,
    flag: true,
    id: 42,
    nothing: null,
    nothingStrict: null,
  });
  const shared = immutable([1, 2, 3].map((n) => ({ ...leaf(), name: `shared ${n}`, number: n })));
  const branch = () => ({ __typename: 'Branch', name: 'branch', grid: [[1, 2], [3]] });
  const echo = (_: unknown, args: object) => JSON.stringify(Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1)));
  const common = {
    leaf: () => shared[0],
    any: branch,
    named: () => [leaf(), branch()],
    echo,
    branch: async () => branch(),
  };
  const resolvers: Record<string, Record<string, unknown>> = {
    Query: { ...common, strict: leaf },
    Mutation: { change: leaf },
    Branch: {
      ...common,
      any: async () => shared[1],
      leaves: () => shared,
      holes: () => [shared[1], null, leaf(), shared[2]],
      all: async () => [leaf(), null, branch()],
    },
    Leaf: {
      later: async () => 'later',
      failing: () => fail('failing'),
      failingStrict: async () => fail('failing strictly'),
      nonsense: () => 'not a number',
      nonsenseColour: () => 'BLUE',
    },
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const [name, resolve] of Object.entries(resolvers[type.name] ?? {})) {
      const field = type.getFields()[name];
      if (field) field.resolve = resolve as never;
    }
  }
  return schema;
}

function fail(message: string): never {
  throw new Error(message);
}

export interface Operation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** The same operations at every run: a failure can be looked at again. */
export function* generateOperations(count: number): Generator<Operation> {
  const random = createRandom(20_260_731);
  for (let i = 0; i < count; i++) yield operation(random, i);
}

export type Random = (below: number) => number;

/** mulberry32: small, and good enough to choose fields with. */
export function createRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export const pick = <T>(random: Random, options: readonly T[]): T => options[random(options.length)] as T;

function operation(random: Random, index: number): Operation {
  const sound = random(3) > 0;
  const directives = random(4) === 0;
  const state = {
    random,
    sound,
    directives,
    fragments: new Set<string>(),
    variables: new Map<string, string>(),
  };
  const body = selections(state, 'Query', 1 + random(4));
  const fragments = [...state.fragments].map(
    (type) => `fragment On${type} on ${type} { ${type === 'Leaf' ? 'name number' : 'name grid'} }`,
  );
  const used = [...state.variables].filter(([name]) => body.includes(`$${name}`));
  const declared = used.map(([name, type]) => `$${name}: ${type}`).join(', ');
  const values: Record<string, unknown> = {
    text: `t${index}`,
    filter: { size: 3, colours: ['RED'] },
    colour: 'GREEN',
    list: [4],
    yes: random(2) === 0,
  };
  const variables = Object.fromEntries(
    used
      .map(([name]) => name)
      .filter((name) => name === 'text' || name === 'yes' || random(3) > 0)
      .map((name) => [name, values[name]]),
  );
  return { query: `query Q${index}${declared && `(${declared})`} ${body} ${fragments.join(' ')}`, variables };
}

interface State {
  readonly random: Random;
  readonly sound: boolean;
  readonly directives: boolean;
  readonly fragments: Set<string>;
  readonly variables: Map<string, string>;
}

const LEAVES = ['name', 'strict', 'colour', 'number', 'real', 'flag', 'id', 'nothing', 'later', '__typename'];
const ODD_LEAVES = ['failing', 'failingStrict', 'nothingStrict', 'nonsense', 'nonsenseColour'];

function selections(state: State, type: string, depth: number): string {
  const { random } = state;
  const chosen = Array.from({ length: 1 + random(4) }, (_, i) => field(state, type, depth, i));
  return `{ __typename ${chosen.join(' ')} }`;
}

function field(state: State, type: string, depth: number, at: number): string {
  const { random } = state;
  const directive =
    state.directives && random(3) === 0
      ? pick(random, [
          ' @include(if: true)',
          ' @skip(if: false)',
          variable(state, 'yes', 'Boolean!', ' @skip(if: $yes)'),
        ])
      : '';
  if (type === 'Leaf')
    return `${type}${depth}_${at}: ${pick(random, state.sound ? LEAVES : [...LEAVES, ...ODD_LEAVES])}${directive}`;
  const kind = random(depth > 0 ? 9 : 2);
  const name = `${type}${depth}_${at}`;
  const inner = (of: string) => selections(state, of, depth - 1);
  if (kind === 0) return `${name}: ${echo(state)}${directive}`;
  if (kind === 1) return `${name}: __typename${directive}`;
  if (kind === 2) return `${name}: leaf${directive} ${inner('Leaf')}`;
  if (kind === 3) return `${name}: branch(depth: ${random(5)})${directive} ${inner('Branch')}`;
  if (kind === 4) {
    // A fragment on one type leaves nothing of a value of the other.
    const types = pick(random, [['Leaf', 'Branch'], ['Leaf'], ['Branch']]);
    return `${name}: any${directive} { ${types.map((of) => `... on ${of} ${inner(of)}`).join(' ')} }`;
  }
  if (kind === 8 && type === 'Branch')
    return `${name}: ${pick(random, ['leaves', 'holes'])}${directive} ${inner('Leaf')}`;
  if (kind === 5 || kind === 8) return `${name}: named${directive} { name ... on Leaf ${inner('Leaf')} }`;
  const of = pick(random, ['Leaf', 'Branch']);
  if (kind === 6) state.fragments.add(of);
  const spread = kind === 6 ? `...On${of}` : `... on ${of} ${inner(of)}`;
  return `${name}: ${of === 'Leaf' ? 'leaf' : 'branch'}${directive} { __typename ${spread} }`;
}

function echo(state: State): string {
  const { random } = state;
  const args = [pick(random, ['text: "literal"', variable(state, 'text', 'String!', 'text: $text')])];
  if (random(2))
    args.push(
      pick(random, ['list: [3]', 'list: null', variable(state, 'list', '[Int!] = [9]', 'list: $list')]).replace(
        'list: null',
        'list: 5',
      ),
    );
  if (random(2))
    args.push(
      pick(random, [
        'filter: { text: null }',
        'filter: { nested: { size: 1 } }',
        variable(state, 'filter', 'Filter', 'filter: $filter'),
      ]),
    );
  if (random(2)) args.push(pick(random, ['colour: GREEN', variable(state, 'colour', 'Colour', 'colour: $colour')]));
  return `echo(${args.join(', ')})`;
}

/** Declares the variable only where the text that uses it is taken. */
function variable(state: State, name: string, type: string, use: string): string {
  if (state.random(2) === 0)
    return use.includes('$yes')
      ? ''
      : use.replace(/\$\w+/, { text: '"x"', list: '[8]', filter: '{ size: 2 }', colour: 'RED' }[name] ?? 'null');
  state.variables.set(name, type);
  return use;
}

import { parseArgs } from 'node:util';

export const HELP = `npm run chaos [-- options]

  --seconds <n>     how long it goes on (60)
  --processes <n>   API processes (8)
  --callers <n>     callers per process, each pausing 2 s on average (200)
  --links <n>       linked companies (50)
  --kills <n>       kill -9, each with a restart (12; 0: none, nor answers that the platform
                    loses after it has rotated, and then no link may be lost)
  --stops <n>       SIGSTOP for 4 to 6 s (12)
  --lenient         a platform that answers a repeated refresh token for 30 s; implies no kills and no stops
  --json            one JSON object on stdout
`;

const KNOWN = {
  seconds: 60,
  processes: 8,
  callers: 200,
  links: 50,
  kills: 12,
  stops: 12,
};

export function readOptions(args) {
  const text = { type: 'string' };
  const flag = { type: 'boolean', default: false };
  const numbers = Object.fromEntries(Object.keys(KNOWN).map((name) => [name, text]));
  const { values } = parseArgs({ args, options: { ...numbers, lenient: flag, json: flag, help: flag } });
  const read = Object.entries(KNOWN).map(([name, usual]) => {
    const value = values[name] === undefined ? usual : Number(values[name]);
    const least = name === 'kills' || name === 'stops' ? 0 : 1;
    if (!Number.isInteger(value) || value < least) throw new Error(`--${name} takes a whole number from ${least} on`);
    return [name, value];
  });
  const { lenient, json, help } = values;
  const options = { ...Object.fromEntries(read), lenient, json, help };
  return lenient ? { ...options, kills: 0, stops: 0 } : options;
}

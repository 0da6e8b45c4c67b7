/** Resource usage of processes, from /proc. On other systems than Linux these numbers are missing (NaN). */
import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts process time in 1/100 s on every architecture Node runs on. */
const MS_PER_TICK = 10;

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Fields of /proc/<pid>/stat after the name, which may hold spaces itself: state is 0, parent 1, utime 11, stime 12. */
const stat = (pid) =>
  read(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ');

export function cpuMs(pid) {
  const fields = stat(pid);
  return fields === undefined ? Number.NaN : (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK;
}

export function rssMb(pid) {
  const kilobytes = /VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? Number.NaN : Number(kilobytes) / 1024;
}

/** Resident memory once a second. */
export function watchRss(pid) {
  const samples = [rssMb(pid)];
  const timer = setInterval(() => samples.push(rssMb(pid)), 1000);
  return { samples, stop: () => clearInterval(timer) };
}

/** The processor time of a PostgreSQL server: that of its child processes, while they run. */
export function postgresUsage(postmaster) {
  return {
    cpuMs() {
      const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && stat(name)?.[1] === String(postmaster));
      return pids.reduce((sum, pid) => sum + (cpuMs(pid) || 0), 0);
    },
  };
}

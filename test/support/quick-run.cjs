/** Runs the bundle that quick-build.mjs made: `node quick-run.cjs <bundle> main.js|cli.js …`. */
const { readFileSync, writeFileSync } = require('node:fs');
const vm = require('node:vm');

const [bundle] = process.argv.splice(2, 1);
const cache = bundle.replace(/cjs$/, 'cache');
const cachedData = readFileSync(cache);
const script = new vm.Script(
  `(function (require, module, exports, __filename, __dirname) {${readFileSync(bundle, 'utf8')}\n})`,
  {
    filename: bundle,
    cachedData: cachedData.length > 0 ? cachedData : undefined,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  },
);
if (cachedData.length === 0) process.on('exit', () => writeFileSync(cache, script.createCachedData()));
const { createRequire } = require('node:module');
script.runInThisContext()(createRequire(bundle), module, exports, bundle, '');

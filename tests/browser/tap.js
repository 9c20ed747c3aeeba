'use strict';
// The little of a test runner that is needed: named tests, run in order, told as TAP.

const tests = [];

function test(name, run) {
  tests.push({ name, run });
}

// What an error says, as TAP comment lines.
function diagnosis(error) {
  return String(error.stack || error).split('\n').map((line) => `# ${line}`).join('\n');
}

async function runAll(setUp, tearDown) {
  let failed = 0;
  console.log(`1..${tests.length}`);
  for (const [i, { name, run }] of tests.entries()) {
    const scene = await setUp();
    try {
      await run(scene);
      await tearDown(scene);
      console.log(`ok ${i + 1} - ${name}`);
    } catch (error) {
      failed++;
      console.log(`${diagnosis(error)}\nnot ok ${i + 1} - ${name}`);
      await scene.close();
    }
  }
  return failed;
}

module.exports = { test, runAll };

// Runs every story and prints, as JSON by story, nothing or what went wrong.
'use strict';

const stories = require('./stories');

async function main() {
  const told = {};
  for (const [name, story] of Object.entries(stories)) {
    try {
      await story();
      told[name] = '';
    } catch (error) {
      told[name] = typeof error === 'string' ? error : String((error && error.stack) || error);
    }
  }
  process.stdout.write(JSON.stringify(told));
}

main();

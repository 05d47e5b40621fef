import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { goldenFile } from './golden-phi-v1';

/** Writes the golden file anew, which is right after a vector was added and never after one was changed. */
const main = async (): Promise<void> => {
  const text = `${JSON.stringify(await goldenFile(), null, 2)}\n`;
  writeFileSync(join(__dirname, 'ciphertext', 'phi-v1.json'), text);
};

void main();

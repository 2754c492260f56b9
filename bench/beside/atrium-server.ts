import { answerHeld } from './held.ts';
import { AtriumServer } from './hub.ts';

answerHeld();
// `atrium-server.ts FOLDER PORT`
const [folder, port = '0'] = process.argv.slice(2);
const server = await AtriumServer.start(folder, Number(port));
console.log(JSON.stringify({ port: server.port }));

import { AtriumServer } from './hub.ts';

// `atrium-server.ts FOLDER PORT`
const [folder, port = '0'] = process.argv.slice(2);
const server = await AtriumServer.start(folder, Number(port));
console.log(JSON.stringify({ port: server.port }));

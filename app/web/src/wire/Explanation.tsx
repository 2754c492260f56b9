import type { JSX } from 'react';
import { type Say, useSpeech } from '../strings/speech.tsx';
import { headBytes, type Way } from './frame.ts';
import type { HttpCount } from './http-requests.ts';
import type { FrameEntry, Recorded } from './recorder.ts';
import { lanes } from './told.ts';
import { sizeIn, timeIn } from './words.ts';

/** What a WebSocket is, in one screen, with one's own as the example. */
export function Explanation({ recorded, http }: { readonly recorded: Recorded; readonly http: HttpCount | undefined }): JSX.Element {
  const { say, tongue } = useSpeech();
  const { handshake, entries } = recorded;
  const frames = entries.filter((entry) => entry.what === 'frame');
  const places = frames
    .flatMap(({ way, told }) => (way === 'heard' ? told : []))
    .filter(({ type, at, channels }) => (type === 'batch' || type === 'joined') && at !== undefined && channels.length === 1);
  const place = places.findLast(({ channels: [channel] }) => channel?.startsWith('chat/')) ?? places.at(-1);
  return (
    <div className="wire-explanation">
      <h3>{say('wire.explainAsk')}</h3>
      <p>
        {say('wire.explainAskAbout', { host: location.host })}{' '}
        {handshake?.accepted !== undefined && say('wire.explainSince', { time: timeIn(tongue.locale, handshake.askedOn) })}
      </p>
      <h3>{say('wire.explainTalk')}</h3>
      <p>
        {say('wire.explainTalkAbout')} {http !== undefined && say('wire.explainHttp', { count: http.requests })}
      </p>
      <Example way="sent" frames={frames} say={say} />
      <Example way="heard" frames={frames} say={say} />
      <h3>{say('wire.explainOffset')}</h3>
      <p>
        {say('wire.explainOffsetAbout')}{' '}
        {place !== undefined && say('wire.explainPlace', { channel: place.channels[0] ?? '', offset: place.at?.split('–').at(-1) ?? '' })}
      </p>
      <h3>{say('wire.explainCut')}</h3>
      <p>{say('wire.explainCutAbout')}</p>
      <h3>{say('wire.explainLanes')}</h3>
      <dl className="wire-lanes-about">
        {lanes.map((lane) => (
          <div key={lane}>
            <dt>{say(`wire.lane.${lane}`)}</dt>
            <dd>{say(`wire.about.${lane}`)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** The last frame in one direction; one that carries something is a better example than a beat. */
function Example({ way, frames, say }: { readonly way: Way; readonly frames: readonly FrameEntry[]; readonly say: Say }): JSX.Element | null {
  const ones = frames.filter((frame) => frame.way === way);
  const frame = ones.findLast(({ told }) => told[0]?.lane !== 'control') ?? ones.at(-1);
  if (frame === undefined) return null;
  return (
    <figure>
      <figcaption>
        {say(way === 'sent' ? 'wire.exampleSent' : 'wire.exampleHeard', { size: sizeIn(say, frame.bytes), head: sizeIn(say, headBytes(frame)) })}
      </figcaption>
      <pre dir="ltr">{frame.start}</pre>
    </figure>
  );
}
